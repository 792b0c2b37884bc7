// SPDX-License-Identifier: MIT
// The tables about the package that ships: engines, travel, thresholds.

import { decimal, markdownTable } from '../../../src/train/report/table.ts'
import { HOPED_DIFFERENCE, MOST_DIFFERENCE, MOST_SWING } from '../figures/asked.ts'
import type { Growth } from '../package/measure-growth.ts'
import type { Parity } from '../package/measure-parity.ts'
import type { ShopFigures } from '../package/measure-shops.ts'
import { yesOrNo } from './quality-tables.ts'

const small = (value: number): string => (Number.isFinite(value) ? value.toExponential(1) : '–')

/** How far each engine in the page is from Node. */
export function parityTable(rows: readonly Parity[]): string {
  return markdownTable(
    [
      'data',
      'engine',
      'visits',
      'largest difference',
      'mean',
      'asked',
      'met',
      `within ${small(HOPED_DIFFERENCE)}`,
    ],
    rows.map(({ source, engine, visits, largest, mean }) => [
      source,
      engine,
      `${visits}`,
      small(largest),
      small(mean),
      `≤ ${small(MOST_DIFFERENCE)}`,
      yesOrNo(largest <= MOST_DIFFERENCE),
      yesOrNo(largest <= HOPED_DIFFERENCE),
    ]),
  )
}

/** What one more event, or a pause, does to `buy`. */
export function growthTable({ checkout, secondView, furtherView, later }: Growth): string {
  return markdownTable(
    ['what is added', 'prefixes', '`buy` falls', 'largest fall', 'largest swing', 'asked', 'met'],
    [
      ...Object.entries({
        '`begin_checkout`': checkout,
        'a second view of the same item': secondView,
        'a third or later view of it': furtherView,
      }).map(([what, { cases, falls, largestFall, largestSwing }]) => [
        what,
        `${cases}`,
        `${falls}`,
        decimal(largestFall, 4),
        decimal(largestSwing, 4),
        '0 falls',
        yesOrNo(falls === 0),
      ]),
      [
        'ten more seconds before the last event',
        `${later.cases}`,
        `${later.falls}`,
        decimal(later.largestFall, 4),
        decimal(later.largestSwing, 4),
        `swing ≤ ${MOST_SWING}`,
        yesOrNo(later.largestSwing <= MOST_SWING),
      ],
    ],
  )
}

/** What is left in a shop that logs less. */
export function shopsTable(rows: readonly ShopFigures[]): string {
  return markdownTable(
    ['data', 'shop', 'visits', 'AUC', 'av. precision', 'mean entropy, bits', 'mean `buy`'],
    rows.map((row) => [
      row.source,
      row.shop,
      `${row.visits}`,
      decimal(row.auc),
      decimal(row.averagePrecision),
      decimal(row.entropy),
      decimal(row.meanBuy),
    ]),
  )
}

/** What a package says of its segments, whatever a rule consists of. */
export function policyTable(policy: unknown): string {
  const isList = Array.isArray(policy) && policy.every((rule) => typeof rule === 'object' && rule !== null)
  if (!isList) return `\`\`\`json\n${JSON.stringify(policy, null, 2)}\n\`\`\``
  const rules = policy as readonly Readonly<Record<string, unknown>>[]
  const columns = [...new Set(rules.flatMap((rule) => Object.keys(rule)))]
  const cell = (value: unknown): string =>
    value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return markdownTable(
    columns,
    rules.map((rule) => columns.map((column) => cell(rule[column]).replaceAll('|', '\\|'))),
  )
}
