// SPDX-License-Identifier: MIT
// Numbers as shops write them: `19.9`, `"19.90"`, `"19,90"`, `"1.299,00"`, `"1 299,00"`.

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
// A separator that repeats, or is followed by the other one, can only group thousands.
const GROUPED_BY_COMMA = /^[+-]?\d{1,3}((,\d{3}){2,}(\.\d*)?|,\d{3}\.\d*)$/
const GROUPED_BY_DOT = /^[+-]?\d{1,3}((\.\d{3}){2,}(,\d*)?|\.\d{3},\d*)$/
// `1,299` may be one thousand or one and a bit; `0,299` and `1234,299` may not.
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2},\d{3}$/

/**
 * Reads a number or a numeric text.
 * @remarks A single dot is the decimal point of every data format, so `"1.299"` is 1.299. A single comma is the
 * decimal comma unless three digits follow it, which may be thousands as well: that is not guessed.
 * @param value - Anything.
 * @returns The number as it stands, `NaN` for what is not one or is ambiguous.
 */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return NaN
  // Spaces (`\s` has the no-break ones) and apostrophes between groups of three.
  let text = value.trim().replace(/(\d)[\s'’](?=\d{3}(\D|$))/g, '$1')
  if (AMBIGUOUS.test(text)) return NaN
  if (GROUPED_BY_COMMA.test(text)) text = text.replaceAll(',', '')
  else if (GROUPED_BY_DOT.test(text)) text = text.replaceAll('.', '')
  text = text.replace(',', '.')
  return PLAIN.test(text) ? Number(text) : NaN
}
