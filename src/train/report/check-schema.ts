// SPDX-License-Identifier: MIT
// Checks a value against the part of JSON Schema that results-schema.ts uses.

/** A schema; the names are those of JSON Schema 2020-12. */
export interface Schema {
  readonly $ref?: string
  readonly type?: SchemaType | readonly SchemaType[]
  readonly const?: string | number
  readonly enum?: readonly string[]
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

/**
 * Finds the first thing that is wrong.
 * @param definitions - What `$ref: "#/$defs/NAME"` points to.
 * @param path - Where the value lies, for the message.
 * @returns A sentence; `undefined` where nothing is wrong.
 */
export function findSchemaProblem(
  value: unknown,
  schema: Schema,
  definitions: Readonly<Record<string, Schema>>,
  path = 'the file',
): string | undefined {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/$defs/'.length)
    return findSchemaProblem(value, definitions[name]!, definitions, path)
  }
  const types = schema.type === undefined ? undefined : [schema.type].flat()
  if (types && !types.some((type) => isOfType(value, type)))
    return `${path} must be ${types.join(' or ')}, got ${describe(value)}`
  if (schema.const !== undefined && value !== schema.const)
    return `${path} must be ${JSON.stringify(schema.const)}, got ${describe(value)}`
  if (schema.enum && !schema.enum.includes(value as string))
    return `${path} must be one of ${schema.enum.join(', ')}, got ${describe(value)}`
  if (Array.isArray(value)) return findInList(value, schema, definitions, path)
  if (typeof value === 'object' && value !== null)
    return findInObject(value as Readonly<Record<string, unknown>>, schema, definitions, path)
  return undefined
}

function findInList(
  value: readonly unknown[],
  schema: Schema,
  definitions: Readonly<Record<string, Schema>>,
  path: string,
): string | undefined {
  if (value.length < (schema.minItems ?? 0)) return `${path} must have at least ${schema.minItems} items`
  if (value.length > (schema.maxItems ?? Infinity))
    return `${path} must have at most ${schema.maxItems} items`
  if (!schema.items) return undefined
  for (const [index, item] of value.entries()) {
    const problem = findSchemaProblem(item, schema.items, definitions, `${path}[${index}]`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function findInObject(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, required = [], additionalProperties }: Schema,
  definitions: Readonly<Record<string, Schema>>,
  path: string,
): string | undefined {
  const at = (name: string): string => (path === 'the file' ? name : `${path}.${name}`)
  const missing = required.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) return `${at(missing)} is missing`
  for (const [name, item] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (known === false) return `${at(name)} is not known`
    const problem = known && findSchemaProblem(item, known, definitions, at(name))
    if (problem !== undefined) return problem
  }
  return undefined
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
