// SPDX-License-Identifier: MIT
// JSON that knows where each value stands, so that a message can name line and column.

/** Where something stands in a text, both from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A text that is no JSON. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  readonly place: Place
  constructor(problem: string, place: Place) {
    super(problem)
    this.place = place
  }
}

/** A parsed text. */
export interface ParsedJson {
  readonly value: unknown
  /**
   * Where a value stands; a name's own place where `part` says so.
   * @param path - Names and indices that lead to it; the nearest value around it where there is none.
   */
  placeOf(path: readonly (string | number)[], part?: 'name' | 'value'): Place
}

const SPACE = /[ \t\r\n]*/y
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y
const STRING = /"(?:[^"\\\r\n]|\\.)*"/y
const WORD = /[A-Za-z]+/y
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null }

/**
 * Parses a text.
 * @throws {@link JsonError} where it is no JSON, and for a name that an object has twice.
 */
export function parseJson(text: string): ParsedJson {
  const values = new Map<string, number>()
  const names = new Map<string, number>()
  // A mark of byte order is no part of the text.
  let at = text.startsWith('\uFEFF') ? 1 : 0

  const fail = (problem: string, where = at): never => {
    throw new JsonError(problem, placeAt(text, where))
  }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const skip = (): string | undefined => {
    take(SPACE)
    return text[at]
  }
  const found = (): string => (at >= text.length ? 'the end of the file' : JSON.stringify(text[at]))
  const string = (): string => {
    const start = at
    const token = take(STRING)
    if (token === undefined) return fail('this text has no end on its line', start)
    try {
      return JSON.parse(token) as string
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      return fail('this text has an escape that JSON lacks, or a control character', start)
    }
  }

  const list = (path: readonly (string | number)[]): unknown[] => {
    const items: unknown[] = []
    at++
    if (skip() === ']') return (at++, items)
    for (;;) {
      items.push(parse([...path, items.length]))
      const next = skip()
      if (next !== ',' && next !== ']') fail(`expected "," or "]", found ${found()}`)
      at++
      if (next === ']') return items
    }
  }
  const object = (path: readonly (string | number)[]): Record<string, unknown> => {
    const entries: [string, unknown][] = []
    at++
    if (skip() === '}') return (at++, {})
    for (;;) {
      if (skip() !== '"') fail(`expected a name in double quotes, found ${found()}`)
      const start = at
      const name = string()
      if (entries.some(([other]) => other === name)) fail(`"${name}" stands here a second time`, start)
      names.set(key([...path, name]), start)
      if (skip() !== ':') fail(`expected ":", found ${found()}`)
      at++
      entries.push([name, parse([...path, name])])
      const next = skip()
      if (next !== ',' && next !== '}') fail(`expected "," or "}", found ${found()}`)
      at++
      if (next === '}') return Object.fromEntries(entries)
    }
  }
  const parse = (path: readonly (string | number)[]): unknown => {
    const first = skip()
    const start = at
    values.set(key(path), start)
    if (first === '{') return object(path)
    if (first === '[') return list(path)
    if (first === '"') return string()
    const number = take(NUMBER)
    if (number !== undefined) return Number(number)
    const word = take(WORD) ?? ''
    return Object.hasOwn(WORDS, word)
      ? WORDS[word]
      : ((at = start), fail(`expected a value, found ${word ? `"${word}"` : found()}`))
  }

  const value = parse([])
  if (skip() !== undefined) fail(`expected the end of the file, found ${found()}`)
  return {
    value,
    placeOf(path, part = 'value') {
      const offset = (part === 'name' ? names : values).get(key(path))
      if (offset !== undefined) return placeAt(text, offset)
      return path.length === 0 ? placeAt(text, 0) : this.placeOf(path.slice(0, -1))
    },
  }
}

function key(path: readonly (string | number)[]): string {
  return JSON.stringify(path.map(String))
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - start + 1 }
}
