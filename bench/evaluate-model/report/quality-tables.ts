// SPDX-License-Identifier: MIT
// The tables of what was ranked and how well: cross-validation, calibration, 8 bits, shops left out.

import { decimal, markdownTable } from '../../../src/train/report/table.ts'
import { judge, MOST_CALIBRATION_ERROR, MOST_LOST } from '../figures/asked.ts'
import type { Figure, QuestionFigures } from '../figures/measure-folds.ts'
import { FLOAT_MODEL, MODEL, type Question } from '../folds/answers.ts'
import type { SourceName } from '../recipe.ts'

const SOURCE_TITLES: Readonly<Record<SourceName, string>> = {
  rees46: 'REES46',
  ospi: 'OSPI',
  invoices: 'Online Retail',
}

/** A question in words, such as "REES46, buy, after 3 events". */
export function titleOf({ source, class: name, stop }: Question): string {
  const when = stop === null ? '' : `, after ${stop} ${stop === 1 ? 'event' : 'events'}`
  return `${SOURCE_TITLES[source]}, ${name}${when}`
}

/** A figure with its interval, such as "0.700 (0.650–0.750)". */
export function withInterval({ value, low, high }: Figure): string {
  return Number.isFinite(low) ? `${decimal(value)} (${decimal(low)}–${decimal(high)})` : decimal(value)
}

/** Of the main class of each head, the end of the input first: AUC and average precision, rivals in the same table. */
export function rankingTable(questions: readonly QuestionFigures[]): string {
  const rows = ranked(questions).flatMap((question) => {
    const verdict = judge(question)
    return question.scorers
      .filter(({ name }) => name !== FLOAT_MODEL)
      .map(({ name, figures }, index) => [
        index === 0 ? titleOf(question) : '',
        index === 0
          ? `${question.visits}, ${decimal((100 * question.positives) / question.visits, 1)} %`
          : '',
        name,
        withInterval(figures.auc),
        withInterval(figures.averagePrecision),
        withInterval(figures.pooledAuc),
        withInterval(figures.pooledAveragePrecision),
        index === 0 ? (verdict?.asked ?? '') : '',
        index === 0 ? (verdict?.met ?? '') : '',
      ])
  })
  return markdownTable(
    [
      'question',
      'cases, positive',
      'scorer',
      'AUC, mean of folds',
      'av. precision, mean of folds',
      'AUC, pooled',
      'av. precision, pooled',
      'asked',
      'met',
    ],
    rows,
  )
}

/** Questions with rivals: each data set's end first, then by the number of events. */
function ranked(questions: readonly QuestionFigures[]): QuestionFigures[] {
  const place = ({ stop }: QuestionFigures): number => stop ?? 0
  const sets = [...new Set(questions.map(({ source }) => source))]
  return questions
    .filter(({ scorers }) => scorers.length > 1)
    .sort((a, b) => sets.indexOf(a.source) - sets.indexOf(b.source) || place(a) - place(b))
}

/** Calibration error of every class at the end of the input, over the probabilities of all folds. */
export function calibrationTable(questions: readonly QuestionFigures[]): string {
  const rows = questions
    .filter(({ stop }) => stop === null)
    .map((question) => {
      const { calibrationError } = question.scorers[0]!.figures
      return [
        titleOf(question),
        question.head,
        `${question.visits}`,
        withInterval(calibrationError),
        `≤ ${MOST_CALIBRATION_ERROR}`,
        yesOrNo(calibrationError.value <= MOST_CALIBRATION_ERROR),
      ]
    })
  return markdownTable(['question', 'head', 'cases', 'calibration error', 'asked', 'met'], rows)
}

/** What storing the weights in 8 bits costs. */
export function bitsTable(questions: readonly QuestionFigures[]): string {
  const rows = questions.flatMap((question) => {
    const float = question.scorers.find(({ name }) => name === FLOAT_MODEL)
    const own = question.scorers.find(({ name }) => name === MODEL)
    if (!float || !own) return []
    const { value, low, high } = float.behind
    const lost = { value: -value, low: -high, high: -low }
    return [
      [
        titleOf(question),
        decimal(float.figures.auc.value, 4),
        decimal(own.figures.auc.value, 4),
        `${decimal(lost.value, 4)} (${decimal(lost.low, 4)}–${decimal(lost.high, 4)})`,
        `≤ ${MOST_LOST}`,
        yesOrNo(lost.value <= MOST_LOST),
      ],
    ]
  })
  return markdownTable(['question', 'AUC, float32', 'AUC, 8 bits', 'lost', 'asked', 'met'], rows)
}

/** What simulated visits bring on real ones. */
export function simulationTable(
  questions: readonly QuestionFigures[],
  unsimulated: readonly QuestionFigures[],
): string {
  const rows = ranked(questions).flatMap((question) => {
    const other = unsimulated.find((one) => titleOf(one) === titleOf(question))?.scorers[0]?.figures
    const own = question.scorers[0]!.figures
    if (!other) return []
    return [
      [
        titleOf(question),
        withInterval(own.auc),
        withInterval(other.auc),
        withInterval(own.averagePrecision),
        withInterval(other.averagePrecision),
      ],
    ]
  })
  return markdownTable(
    ['question', 'AUC with', 'AUC without', 'av. precision with', 'av. precision without'],
    rows,
  )
}

/** The same with a heading of its own; nothing where it was not measured. */
export function simulationSection(
  questions: readonly QuestionFigures[],
  unsimulated: readonly QuestionFigures[],
  mark: string,
): string {
  if (unsimulated.length === 0) return ''
  const words =
    'The same folds, learned from real visits alone, and measured on real visits alone either way.'
  return `${mark} With and without simulated visits\n\n${words}\n\n${simulationTable(questions, unsimulated)}\n\n`
}

/** What a model and the rivals make of a shop that they have never seen. */
export function leftOutTable(
  fits: readonly { readonly learned: string; readonly questions: readonly QuestionFigures[] }[],
): string {
  const rows = fits.flatMap(({ learned, questions }) =>
    questions
      .filter(({ stop, scorers }) => stop === null && scorers.length > 1)
      .flatMap((question) =>
        question.scorers
          .filter(({ name }) => name !== FLOAT_MODEL)
          .map(({ name, figures }, index) => [
            index === 0 ? titleOf(question) : '',
            index === 0 ? learned : '',
            name,
            withInterval(figures.auc),
            withInterval(figures.averagePrecision),
            withInterval(figures.calibrationError),
          ]),
      ),
  )
  return markdownTable(
    ['left out', 'learned from', 'scorer', 'AUC', 'av. precision', 'calibration error'],
    rows,
  )
}

/** For a column `met`. */
export function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}
