// SPDX-License-Identifier: MIT
// The arguments that say what is cleaned.

import type { OptionTable } from '../options/option-table.ts'
import type { Schema } from '../report/check-schema.ts'
import { UsageError } from '../train-errors.ts'
import {
  CLEANED_COLUMNS,
  MISSING_KINDS,
  OUTLIER_KINDS,
  type CleanedColumn,
  type CleanOptions,
} from './clean-options.ts'

/** Options of the arguments. */
export const CLEAN_ARGUMENTS: OptionTable = {
  bots: {
    type: 'string',
    argument: 'N',
    about: "events a minute above which a session is dropped as a bot's, 0 for never (default: 120)",
    schema: { type: 'number', minimum: 0, maximum: 1e9 },
  },
  missing: {
    type: 'string',
    multiple: true,
    argument: 'C=KIND',
    about: `a missing ${CLEANED_COLUMNS.join(' or ')}: ${MISSING_KINDS.join(', ')} (default: keep)`,
    schema: kindsSchema(MISSING_KINDS),
  },
  outliers: {
    type: 'string',
    multiple: true,
    argument: 'C=KIND',
    about: `a ${CLEANED_COLUMNS.join(' or ')} out of line counts as missing: ${OUTLIER_KINDS.join(', ')} (default: keep)`,
    schema: kindsSchema(OUTLIER_KINDS),
  },
  'odd-visits': {
    type: 'string',
    argument: 'SCORE',
    about: 'drop visits that an isolation forest scores at least so, such as 0.7 (default: none)',
    schema: { type: 'number', minimum: 0, maximum: 1 },
  },
}

function kindsSchema(kinds: readonly string[]): Schema {
  const properties = Object.fromEntries(CLEANED_COLUMNS.map((column) => [column, { enum: kinds }]))
  return { type: 'object', properties, additionalProperties: false }
}

/**
 * What arguments ask for.
 * @param pairs - `missing` and `outliers`, split at their `=`.
 * @throws `UsageError` for a column, a way or a number that is none.
 */
export function toCleanOptions(
  values: Readonly<Record<string, unknown>>,
  pairs: Readonly<Record<'missing' | 'outliers', Readonly<Record<string, string>>>>,
): CleanOptions {
  const missing = toKinds('--missing', pairs.missing, MISSING_KINDS)
  const outliers = toKinds('--outliers', pairs.outliers, OUTLIER_KINDS)
  return {
    ...(values['bots'] !== undefined && { botsPerMinute: toNumber('--bots', values['bots'], 0, 1e9) }),
    ...(values['odd-visits'] !== undefined && {
      oddVisits: toNumber('--odd-visits', values['odd-visits'], 0, 1),
    }),
    ...(Object.keys(missing).length > 0 && { missing }),
    ...(Object.keys(outliers).length > 0 && { outliers }),
  }
}

function toKinds<Kind extends string>(
  option: string,
  pairs: Readonly<Record<string, string>>,
  kinds: readonly Kind[],
): Partial<Record<CleanedColumn, Kind>> {
  const columns: readonly string[] = CLEANED_COLUMNS
  for (const [column, kind] of Object.entries(pairs)) {
    if (!columns.includes(column)) {
      throw new UsageError(`${option} knows ${CLEANED_COLUMNS.join(', ')}, got "${column}".`)
    }
    if (!(kinds as readonly string[]).includes(kind)) {
      throw new UsageError(`${option} ${column} is one of ${kinds.join(', ')}, got "${kind}".`)
    }
  }
  return pairs
}

function toNumber(option: string, value: unknown, least: number, most: number): number {
  const number = Number(value)
  if (String(value).trim() !== '' && number >= least && number <= most) return number
  throw new UsageError(`${option} must be a number from ${least} to ${most}, got "${String(value)}".`)
}
