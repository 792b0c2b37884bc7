// SPDX-License-Identifier: MIT
// The report: what was asked, what was measured, and how.

import type { QuestionFigures } from '../figures/measure-folds.ts'
import type { Growth } from '../package/measure-growth.ts'
import type { Parity } from '../package/measure-parity.ts'
import type { ShopFigures } from '../package/measure-shops.ts'
import type { Recipe } from '../recipe.ts'
import { growthTable, parityTable, policyTable, shopsTable } from './package-tables.ts'
import {
  bitsTable,
  calibrationTable,
  leftOutTable,
  rankingTable,
  simulationSection,
} from './quality-tables.ts'

/** All that the report shows. */
export interface Evaluation {
  /** That made it. */
  readonly command: string
  /** Day, ISO 8601. */
  readonly date: string
  readonly recipe: Recipe
  readonly folds: number
  readonly seed: number
  /** Best epoch and seconds of each fit. */
  readonly fits: readonly {
    readonly job: string
    readonly bestEpoch: number
    readonly epochs: number
    readonly seconds: number
  }[]
  readonly questions: readonly QuestionFigures[]
  /** The same of fits without simulated visits; empty where the recipe has none. */
  readonly unsimulated: readonly QuestionFigures[]
  readonly leftOut: readonly { readonly learned: string; readonly questions: readonly QuestionFigures[] }[]
  /** Of the package that ships. */
  readonly modelVersion: string
  readonly parity: readonly Parity[]
  readonly growth: Growth
  readonly shops: readonly ShopFigures[]
  readonly policy: unknown
}

/** Writes the report as Markdown, before prettier. */
export function writeReport(evaluation: Evaluation): string {
  const { recipe, folds, seed, questions } = evaluation
  const fits = evaluation.fits
    .map(({ job, bestEpoch, epochs, seconds }) => `${job} ${bestEpoch}/${epochs} (${seconds.toFixed(0)} s)`)
    .join(', ')
  return `# How good the shipped model is

Made by \`${evaluation.command}\` on ${evaluation.date}. [docs/evaluating.md](../../docs/evaluating.md) says how to read it.

## Cross-validation

${folds} folds by a hash of visitor or customer (seed ${seed}). In each fold one network is trained by the recipe on the
other folds of all data sets; one visitor in five of these validates, half of them stop training, half calibrate. Rivals are
fitted on the same folds and cut at the same place. 95 % intervals by drawing visitors; the interval of a mean of folds draws
them within the same folds. "Met" looks at the mean of folds and at the pooled figure.

${rankingTable(questions)}

## Calibration

Over the calibrated probabilities of all folds, 15 bins of equal width.

${calibrationTable(questions)}

## Eight bits

Mean of folds, same calibration, paired draws.

${bitsTable(questions)}

${simulationSection(questions, evaluation.unsimulated, '##')}## Shops left out

Trained on the other data sets, measured on all of the one that was left out. Online Retail is the only one that tells of
customers, so there is nothing to train \`value\` and \`risk\` on without it. Rivals read the same counts of the other shop.

${leftOutTable(evaluation.leftOut)}

## The package in the browser

\`models/shopper\` ${evaluation.modelVersion} in Chromium (WebGL drawn by SwiftShader) against Node: visits are encoded,
scored and calibrated in the page.

${parityTable(evaluation.parity)}

## One more event, ten more seconds

Every beginning of every REES46 visit, up to 30 events.

${growthTable(evaluation.growth)}

## Poorer shops

Held-out visits as other shops would log them.

${shopsTable(evaluation.shops)}

## Segments

What the package says of them.

${policyTable(evaluation.policy)}

## Recipe

\`\`\`json
${JSON.stringify(recipe, null, 2)}
\`\`\`

Best epoch of each fit: ${fits}.
`
}
