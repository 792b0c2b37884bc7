// SPDX-License-Identifier: MIT
// Checks a value against the part of JSON Schema that the schemas of this kit use.

/** A schema; the names are those of JSON Schema 2020-12. */
export interface Schema {
  readonly $ref?: string
  readonly type?: SchemaType | readonly SchemaType[]
  readonly const?: string | number
  readonly enum?: readonly (string | number)[]
  readonly minimum?: number
  readonly maximum?: number
  /** One of them must hold. */
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** `false`: no other property may be there. A schema: every other property is such a one. */
  readonly additionalProperties?: false | Schema
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly description?: string
}

type SchemaType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'
type Definitions = Readonly<Record<string, Schema>>
type Path = readonly (string | number)[]

/** What is wrong, and where. */
export interface SchemaProblem {
  /** Names and indices that lead there. */
  readonly path: Path
  /** Without a full stop. */
  readonly sentence: string
  /** The name itself is wrong, not its value. */
  readonly isName?: boolean
}

/**
 * Finds the first thing that is wrong.
 * @param definitions - What `$ref: "#/$defs/NAME"` points to.
 * @returns A sentence; `undefined` where nothing is wrong.
 */
export function findSchemaProblem(
  value: unknown,
  schema: Schema,
  definitions: Definitions,
): string | undefined {
  return findProblem(value, schema, definitions)?.sentence
}

/** As {@link findSchemaProblem}, with the place of what is wrong. */
export function findProblem(
  value: unknown,
  schema: Schema,
  definitions: Definitions,
  path: Path = [],
): SchemaProblem | undefined {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/$defs/'.length)
    return findProblem(value, definitions[name]!, definitions, path)
  }
  const mustBe = (what: string): SchemaProblem => ({
    path,
    sentence: `${textOf(path)} must be ${what}, got ${describe(value)}`,
  })
  if (schema.anyOf) {
    const problems = schema.anyOf.map((one) => findProblem(value, one, definitions, path))
    if (problems.includes(undefined)) return undefined
    // The alternative of the right kind says more than that there are others.
    const closest = problems.find((_, index) => isOfSomeType(value, schema.anyOf![index]!))
    return closest ?? mustBe(schema.anyOf.map((one) => [one.type].flat().join(' or ')).join(' or '))
  }
  if (!isOfSomeType(value, schema)) return mustBe([schema.type].flat().join(' or '))
  if (schema.const !== undefined && value !== schema.const) return mustBe(JSON.stringify(schema.const))
  if (schema.enum && !schema.enum.includes(value as string)) return mustBe(`one of ${schema.enum.join(', ')}`)
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? -Infinity)) return mustBe(`at least ${schema.minimum}`)
    if (value > (schema.maximum ?? Infinity)) return mustBe(`at most ${schema.maximum}`)
  }
  if (Array.isArray(value)) return findInList(value, schema, definitions, path)
  if (typeof value === 'object' && value !== null)
    return findInObject(value as Readonly<Record<string, unknown>>, schema, definitions, path)
  return undefined
}

function findInList(
  value: readonly unknown[],
  schema: Schema,
  definitions: Definitions,
  path: Path,
): SchemaProblem | undefined {
  const must = (what: string): SchemaProblem => ({ path, sentence: `${textOf(path)} must have ${what}` })
  if (value.length < (schema.minItems ?? 0)) return must(`at least ${schema.minItems} items`)
  if (value.length > (schema.maxItems ?? Infinity)) return must(`at most ${schema.maxItems} items`)
  if (!schema.items) return undefined
  for (const [index, item] of value.entries()) {
    const problem = findProblem(item, schema.items, definitions, [...path, index])
    if (problem !== undefined) return problem
  }
  return undefined
}

function findInObject(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, required = [], additionalProperties }: Schema,
  definitions: Definitions,
  path: Path,
): SchemaProblem | undefined {
  const missing = required.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) return { path, sentence: `${textOf([...path, missing])} is missing` }
  for (const [name, item] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    const inside = [...path, name]
    if (known === false) return { path: inside, sentence: `${textOf(inside)} is not known`, isName: true }
    const problem = known && findProblem(item, known, definitions, inside)
    if (problem !== undefined) return problem
  }
  return undefined
}

function textOf(path: Path): string {
  if (path.length === 0) return 'the file'
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('')
}

function isOfSomeType(value: unknown, { type }: Schema): boolean {
  return type === undefined || [type].flat().some((one) => isOfType(value, one))
}

function isOfType(value: unknown, type: SchemaType): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
