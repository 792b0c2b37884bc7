// SPDX-License-Identifier: MIT
// CARD.md: what the model is, what it learned from and how good it is, in the words of the figures.

import { holdoutWords } from '../holdout.ts'
import { METRIC_INFO, METRIC_NAMES } from '../metrics/metric-table.ts'
import type { Measured } from '../metrics/measure-scorers.ts'
import { positiveText } from './positive-text.ts'
import { mainQuestions, wordsOf } from './main-questions.ts'
import type { Pretraining, QuestionResults, Results, SimulationUse, TransferUse } from './results.ts'
import { leftOutLines, segmentData } from './segment-data.ts'
import type { SetSegments } from './segment-results.ts'
import { decimal, markdownTable } from './table.ts'

/** The table that `vitrine train` and `vitrine evaluate` print at their end. */
export function resultTable({ scorers }: QuestionResults): string {
  return markdownTable(
    ['', ...METRIC_NAMES.map((name) => METRIC_INFO[name].title)],
    scorers.map(({ name, metrics }) => [
      name,
      ...METRIC_NAMES.map((metric) => figure(metrics[metric], METRIC_INFO[metric].digits)),
    ]),
  )
}

/** The metrics that a decision needs, with their intervals. */
export function intervalTable({ scorers }: QuestionResults): string {
  const names = ['auc', 'averagePrecision', 'logLoss', 'calibrationError'] as const
  return markdownTable(
    ['', ...names.map((name) => METRIC_INFO[name].title)],
    scorers.map(({ name, metrics }) => [
      name,
      ...names.map((metric) => withInterval(metrics[metric], METRIC_INFO[metric].digits)),
    ]),
  )
}

/** AUC / average precision after so many events. */
export function qualityTable(question: QuestionResults): string {
  const { byEvents } = question
  const header = ['after events', ...byEvents.map(({ events }) => (events === null ? 'end' : String(events)))]
  const visits = [wordsOf(question).units, ...byEvents.map((at) => String(at.visits))]
  const positives = ['of them so', ...byEvents.map((at) => String(at.positives))]
  const rows = (byEvents[0]?.scorers ?? []).map(({ name }, index) => [
    name,
    ...byEvents.map(({ scorers }) => {
      const { auc, averagePrecision } = scorers[index]!.metrics
      return `${figure(auc, 3)} / ${figure(averagePrecision, 3)}`
    }),
  ])
  return markdownTable(header, [visits, positives, ...rows])
}

/** Thresholds of the segments, and what they caught. */
export function segmentTable(model: Results['model'], set: SetSegments): string {
  const { header, rows } = segmentData(model, set)
  return markdownTable(header, rows)
}

/** What a reader of the figures has to know. */
export const LIMITS: readonly string[] = [
  'The classes are as common as in the training data. A shop where more or fewer visits buy sees probabilities that are too low or too high until it states its conversion rate (option `shop`), or trains the model on its own export.',
  'REES46 logs few of its carts, and its window cuts visits off: a cart is a stronger sign of buying there than in most shops.',
  'OSPI visits tell counts and durations only; their events follow a recipe (docs/training.md), and whether they had a cart is not known.',
  'Events that no data set holds (checkout, search, wish list, log-in) use what was learned for their nearest relative (docs/training.md).',
]

/** What was taken from a package, and what was kept as it was. */
export function transferSentence({ package: version, taken, anew, frozen }: TransferUse): string {
  const layers = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none')
  const source =
    version === null
      ? ''
      : `Training started from a package of version ${version}: layers taken ${layers(taken)}; anew ${layers(anew)}. `
  return `${source}Layers that were not trained: ${layers(frozen)}.`
}

/** How a network learned from visits without their labels. */
export function pretrainingSentence(pretraining: Pretraining): string {
  const { task, visits, data, loss, baseRateLoss } = pretraining
  return `It first learned from ${visits} visits of ${data.join(', ')} without their labels (${task}): loss ${decimal(loss, 4)}, ${decimal(baseRateLoss, 4)} by base rates.`
}

/** What was simulated, and what it was used for. */
export function simulationSentence({ visits, weight, labels }: SimulationUse): string {
  const shares = Object.entries(labels).map(([label, count]) => `${label} ${count}`)
  return `In training alone it also learned from ${visits} simulated visits (${shares.join(', ')}) at weight ${weight}; events that no data set holds are known from them alone. No figure here was measured on one (docs/simulation.md).`
}

/** The text of `CARD.md`. */
export function modelCard(results: Results): string {
  const { model, calibration, quantising } = results
  const sections = [
    `# Model card: ${model.heads.map((head) => head.name).join(', ')}, version ${model.version}`,
    'Written by `vitrine train`; every figure was measured on the quantised weights in this folder.',
    `Network \`${model.network}\`, ${model.parameters} weights of ${quantising?.bits ?? 8} bits, ${model.bytes} bytes; feature version ${model.featureVersion}; seed ${model.seed}.`,
    ...(results.transfer ? [transferSentence(results.transfer)] : []),
    ...(results.pretraining ? [pretrainingSentence(results.pretraining)] : []),
    ...(calibration ?? []).map(
      ({ head, chosen, visits, positives, folds, candidates }) =>
        `Calibration of ${head}: \`${chosen}\`, fitted on ${visits} of their own, ${positives} of them positive; it had the lowest log loss in ${folds} folds (${candidates.map(({ method, logLoss }) => `${method} ${decimal(logLoss, 4)}`).join(', ')}).`,
    ),
    ...(quantising && quantising.bits < 32
      ? [
          `Rounding the weights to ${quantising.bits} bits moved probabilities by ${decimal(quantising.meanChange, 4)} on average and by ${decimal(quantising.largestChange, 4)} at most; ROC AUC was ${figure(quantising.float.auc, 3)} before and is ${figure(quantising.quantised.auc, 3)}.`,
        ]
      : []),
    '## Data',
    markdownTable(
      ['data set', 'rows', 'malformed', 'copies', 'visits', 'of the class', 'use'],
      results.data.map((use) => [
        use.name,
        ...[use.report.rows, use.report.malformed, use.report.duplicates, use.visits].map(String),
        positiveText(use.positives),
        use.parts.map((part) => `${part.name} ${part.visits}`).join(', '),
      ]),
    ),
    ...(results.simulation ? [simulationSentence(results.simulation)] : []),
    holdoutWords(model.holdout),
    ...results.sets.flatMap(({ name, questions }) =>
      mainQuestions(questions).flatMap((question) => {
        const { units, question: words, did } = wordsOf(question)
        return [
          `## Held-out ${units} of ${name}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`,
          `${question.visits} ${units}, ${question.positives} of them ${did}. ${units === 'visits' ? 'Whole input before the first purchase; d' : 'D'}ecisions at probability ${decimal(question.threshold, 2)}.`,
          resultTable(question),
          `With intervals of ${results.bootstrap.level * 100} %, visitors drawn ${results.bootstrap.resamples} times:`,
          intervalTable(question),
          `By number of events (ROC AUC / average precision), those with at least so many, cut after so many:`,
          qualityTable(question),
        ]
      }),
    ),
    '## Segments',
    'The first line that holds names the segment. Thresholds were chosen on validation visits: `names` is the share of them that the line holds for at some moment, `rightly` the share of those of which it is right. The counts are of held-out visits, at their end.',
    ...results.segments.map((set) => `${set.name}:\n\n${segmentTable(results.model, set)}`),
    ...leftOutLines(results),
    '## Limits',
    ...[...results.warnings, ...LIMITS].map((limit) => `- ${limit}`),
    '## Credits',
    ...results.credits.map((credit) => `- ${credit}`),
  ]
  return `${sections.join('\n\n').replaceAll(/^(- .*)\n\n(?=- )/gm, '$1\n')}\n`
}

/** A figure, or a dash where there is none. */
export function figure({ value }: Measured, digits: number): string {
  return decimal(value ?? NaN, digits)
}

/** A figure and its interval. */
export function withInterval(measured: Measured, digits: number): string {
  const { low, high } = measured
  if (low === null || high === null) return figure(measured, digits)
  return `${figure(measured, digits)} [${decimal(low, digits)}, ${decimal(high, digits)}]`
}
