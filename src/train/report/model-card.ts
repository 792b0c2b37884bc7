// SPDX-License-Identifier: MIT
// CARD.md: what the model is, what it learned from and how good it is, in the words of the figures.

import type { PackageMetadata, QualityAt } from '../../model/package-format.ts'
import type { NamedEvaluation } from '../evaluate.ts'
import type { SegmentOutcome } from '../measure.ts'
import type { ReadReport } from '../visit.ts'
import { decimal, markdownTable } from './table.ts'

/** A data set as it was used. */
export interface DataUse {
  readonly name: string
  readonly report: ReadReport
  readonly visits: number
  readonly bought: number
  readonly train: number
  readonly validation: number
  readonly heldOut: number
}

/** Everything in the card. */
export interface CardFacts {
  readonly metadata: PackageMetadata
  readonly network: string
  readonly parameters: number
  readonly bytes: number
  readonly seed: number
  readonly data: readonly DataUse[]
  /** Held-out results by data set, model first. */
  readonly results: readonly { readonly name: string; readonly rows: readonly NamedEvaluation[] }[]
  /** By number of events, on the first data set. */
  readonly quality: readonly { readonly name: string; readonly at: readonly QualityAt[] }[]
  /** Where the held-out visits of the first data set end. */
  readonly segments: readonly SegmentOutcome[]
}

/** The table that `vitrine train` prints at its end. */
export function resultTable(rows: readonly NamedEvaluation[]): string {
  const header = [
    '',
    'accuracy',
    'precision',
    'recall',
    'F1',
    'ROC AUC',
    'av. precision',
    'log loss',
    'cal. error',
  ]
  return markdownTable(
    header,
    rows.map(({ name, result }) => [
      name,
      ...[result.accuracy, result.precision, result.recall, result.f1].map((value) => decimal(value)),
      ...[result.auc, result.averagePrecision].map((value) => decimal(value)),
      ...[result.logLoss, result.calibrationError].map((value) => decimal(value, 4)),
    ]),
  )
}

/** AUC / average precision after so many events. */
export function qualityTable(quality: CardFacts['quality']): string {
  const columns = quality[0]?.at ?? []
  const header = ['after events', ...columns.map(({ events }) => (events === null ? 'end' : String(events)))]
  const visits = ['visits', ...columns.map((column) => String(column.visits))]
  const rows = quality.map(({ name, at }) => [
    name,
    ...at.map((one) => `${decimal(one.auc)} / ${decimal(one.averagePrecision)}`),
  ])
  return markdownTable(header, [visits, ...rows])
}

/** Thresholds of the segments, and what they caught. */
export function segmentTable({ metadata, segments }: Pick<CardFacts, 'metadata' | 'segments'>): string {
  return markdownTable(
    ['segment', 'class', 'enter', 'leave', 'from event', 'visits', 'of its class', 'bought'],
    segments.map(({ segment, visits, right, bought }) => {
      const rule = metadata.policy.find((line) => line.segment === segment)
      const threshold = rule
        ? [rule.class, rule.enter, rule.leave, rule.minEvents].map(String)
        : ['–', '–', '–', '–']
      return [segment, ...threshold, String(visits), decimal(right), decimal(bought)]
    }),
  )
}

/** What a reader of the figures has to know. */
const LIMITS = [
  'The intervals are wide: with a few dozen held-out buyers, differences of 0.05 in ROC AUC are within chance.',
  'The classes are as common as in the training data. A shop where more or fewer visits buy sees probabilities that are too low or too high until the model is trained on its own export.',
  'REES46 logs few of its carts, and its window cuts visits off: a cart is a stronger sign of buying there than in most shops.',
  'OSPI visits tell counts and durations only; their events follow a recipe (docs/training.md), and whether they had a cart is not known.',
  'Events that no data set holds (checkout, search, wish list, log-in) use what was learned for their nearest relative (docs/training.md).',
]

/** The text of `CARD.md`. */
export function modelCard(facts: CardFacts): string {
  const { metadata } = facts
  const sections = [
    `# Model card: ${metadata.heads.map((head) => head.name).join(', ')}, version ${metadata.modelVersion}`,
    `Written by \`vitrine train\`; every figure was measured on the quantised weights in this folder.`,
    `Network \`${facts.network}\`, ${facts.parameters} weights of 8 bits, ${facts.bytes} bytes; feature version ${metadata.featureVersion}; seed ${facts.seed}.`,
    '## Data',
    markdownTable(
      ['data set', 'rows', 'malformed', 'copies', 'visits', 'bought', 'train', 'validation', 'held out'],
      facts.data.map((use) => [
        use.name,
        ...[use.report.rows, use.report.malformed, use.report.duplicates, use.visits, use.bought].map(String),
        ...[use.train, use.validation, use.heldOut].map(String),
      ]),
    ),
    `A visitor is held out when fnv1a32("${metadata.holdout.salt}" + visitor id) % ${metadata.holdout.modulo} < ${metadata.holdout.below}; no visitor is on both sides.`,
    ...facts.results.flatMap(({ name, rows }) => [
      `## Held-out visits of ${name}: will it buy?`,
      `${rows[0]!.result.visits} visits, ${rows[0]!.result.positives} of them buy. Whole input before the first purchase; decisions at probability ${decimal(rows[0]!.result.threshold, 2)}.`,
      resultTable(rows),
    ]),
    '## By number of events (ROC AUC / average precision)',
    'Visits with at least so many events, cut after so many.',
    qualityTable(facts.quality),
    '## Segments',
    'The first line that holds names the segment. Thresholds were chosen on validation visits; the counts are of held-out visits of the first data set, at their end.',
    segmentTable(facts),
    '## Limits',
    ...LIMITS.map((limit) => `- ${limit}`),
    '## Credits',
    ...metadata.credits.map((credit) => `- ${credit}`),
  ]
  return `${sections.join('\n\n').replaceAll(/^(- .*)\n\n(?=- )/gm, '$1\n')}\n`
}
