// SPDX-License-Identifier: MIT
// Reads fields of unknown JSON, each with the error that names what is wrong.

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

/** Raises the error of whoever reads, such as a damaged package. */
export type Fail = (problem: string) => never

/** Whether a value is an object with keys. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object, or the failure. */
export function toJson(value: unknown, what: string, fail: Fail): Json {
  return isJson(value) ? value : fail(`${what} must be an object`)
}

/** A list, or the failure. */
export function toList(value: unknown, what: string, fail: Fail): readonly unknown[] {
  return Array.isArray(value) ? value : fail(`${what} must be a list`)
}

/** A string of at least one character, or the failure. */
export function toText(value: unknown, what: string, fail: Fail): string {
  return typeof value === 'string' && value.length > 0 ? value : fail(`${what} must be a text`)
}

/** A finite number, or the failure. */
export function toNumber(value: unknown, what: string, fail: Fail): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(`${what} must be a finite number`)
}

/** A whole number of at least `least`, or the failure. */
export function toCount(value: unknown, what: string, least: number, fail: Fail): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  return fail(`${what} must be a whole number of at least ${least}`)
}
