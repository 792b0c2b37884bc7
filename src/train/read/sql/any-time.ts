// SPDX-License-Identifier: MIT
// Times as exports write them: a date in full, or a count of seconds, milli-, micro- or nanoseconds since 1970.

import type { Dialect } from './dialect.ts'

/**
 * Milliseconds since the Unix epoch.
 * @remarks The unit of a number follows from its size: seconds below 1e11 (year 5138), then a thousandth each.
 * @param text - SQL of the time as text. A time without a zone is taken as UTC.
 */
export function anyTimeMs(text: string, { instantMs, integer, matches, number }: Dialect): string {
  const count = number(text)
  const unit = `CASE WHEN ${count} < 1e11 THEN 1000 WHEN ${count} < 1e14 THEN 1 WHEN ${count} < 1e17 THEN 1e-3 ELSE 1e-6 END`
  const isCount = matches(text, '[0-9]+([.][0-9]+)?')
  return `CASE WHEN ${isCount} THEN ${integer(`floor(${count} * ${unit})`)} ELSE ${instantMs(text)} END`
}
