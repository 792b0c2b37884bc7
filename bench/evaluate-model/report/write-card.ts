// SPDX-License-Identifier: MIT
// The card of the shipped package: what it is for and how far to trust it, what the evaluation says, and after that the
// card that training wrote.

import type { SourceName } from '../recipe.ts'
import { growthTable, parityTable, shopsTable } from './package-tables.ts'
import {
  bitsTable,
  calibrationTable,
  leftOutTable,
  rankingTable,
  simulationSection,
} from './quality-tables.ts'
import type { Evaluation } from './write-report.ts'

/** What follows it was written by training. */
const FROM_TRAINING = '<!-- from training -->'

/**
 * Writes the card as Markdown, before prettier.
 * @param card - The card of the package as it is: as training wrote it, or with an older evaluation before that.
 */
export function writeCard(evaluation: Evaluation, card: string): string {
  const { questions, unsimulated, leftOut, growth, parity, shops, folds, modelVersion } = evaluation
  const positivesOf = (wanted: SourceName): number =>
    questions.find(({ source, stop }) => source === wanted && stop === null)?.positives ?? 0
  const own = card.includes(FROM_TRAINING)
    ? card.slice(card.indexOf(FROM_TRAINING) + FROM_TRAINING.length)
    : card
  return `# The shipped model, version ${modelVersion}

It answers three questions on the visitor's own device: will this visit buy, leave a cart, or browse (\`intent\`, from the visit);
will this customer be among the best fifth (\`value\`), and will they send something back (\`risk\`), both from the orders in the
history. It knows no item, no category, no brand, no price in money, and no person: what it reads is in
[docs/features.md](../../docs/features.md).

## In one minute

- On visits of shops it was trained on it ranks buyers better than counts do, most clearly after some events; value and risk
  it tells as well as a regression on the six counts that any analyst would take, not better: these data hold no more.
- In a shop that it never saw it is weaker: [Shops left out](#shops-left-out). Where a shop tells nothing but pages, and it had
  learned from none that does, it was worth nothing. Its probabilities are then as common as in
  the training data until the shop states its conversion rate (\`shop.conversionRate\`). Best is a model of your own:
  [docs/training.md](../../docs/training.md).
- REES46 has ${positivesOf('rees46')} buyers. Read the intervals before the figures; 0.02 is chance there.

## Use it for, and not for

To order, to greet, to choose a banner, to keep a cart in sight. Not to refuse, to price, or to decide anything about a person that
they would mind: it is wrong about many single visitors, as the precision of the segments below says. \`return-prone\` is
a guess from a wholesaler's cancellations; use it to help with sizes, never to punish. The training data know nothing of who
people are, so nobody can measure whether the model is equally right about all groups; a shop that acts on a segment should look at
what that does to whom.

## Data

Published data, in parts: REES46 (a multi-category shop, 2 h 50 min of October 2019; carts are under-logged, and the window cuts
visits off), OSPI (sessions told as counts and durations, turned into events by
[a recipe](../../docs/training.md)), Online Retail (customers of a gift shop, many of them wholesalers; cancellations stand
for returns). Beside them, in training alone, [simulated visits](../../docs/simulation.md): they teach the steps of a checkout,
searches, lists and removals, which none of the three has. Licences and credits are at the end.

## Cross-validation

${folds} folds, \`${evaluation.command}\` on ${evaluation.date}, 95 % intervals. [RESULTS.md](../../bench/evaluate-model/RESULTS.md) is
the whole report; [docs/evaluating.md](../../docs/evaluating.md) says how each table is made. The shipped weights are another
fit of the same recipe.

${rankingTable(questions)}

### Calibration

${calibrationTable(questions)}

### Eight bits

${bitsTable(questions)}

${simulationSection(questions, unsimulated, '###')}## Shops left out

What it says of a shop that it has never seen. Rivals read the same counts of the other shop.

${leftOutTable(leftOut)}

## One more event, ten more seconds

${growthTable(growth)}

## Poorer shops

Held-out visits as a shop would log them that tells less.

${shopsTable(shops)}

## On the page

Against Node, on every visit of the data, in Chromium (WebGL drawn in software).

${parityTable(parity)}

## How to retrain it

\`npm run train:shopper -- --data DIR\` makes these very weights from the published files, to the last bit;
\`npm run evaluate:model -- --data DIR\` makes these tables. What was tried on the way is in
[docs/model-log.md](../../docs/model-log.md). On your own export: \`npx vitrine train\`, see
[docs/training.md](../../docs/training.md).

${FROM_TRAINING}
${own.replace(/^\s*# Model card[^\n]*\n/, '\n# From training\n')}`
}
