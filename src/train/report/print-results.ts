// SPDX-License-Identifier: MIT
// What the commands say about a model at their end.

import { methodLines } from './imbalance-figures.ts'
import { qualityTable, resultTable, segmentTable } from './model-card.ts'
import type { Results } from './results.ts'

/**
 * Prints the tables.
 * @param print - Writes a line.
 */
export function printResults(results: Results, print: (line: string) => void): void {
  for (const { name, part, questions } of results.sets) {
    const question = questions[0]!
    print(
      `\n${name}: ${question.visits} ${part} visits, ${question.positives} buy; decisions at probability ${question.threshold}`,
    )
    print(resultTable(question))
  }
  const [first] = results.sets
  print(`\nROC AUC / average precision by number of events, ${first!.name}`)
  print(qualityTable(first!.questions[0]!))
  print(`\nSegments at the end of these visits of ${first!.name}`)
  print(segmentTable(results))
  if (results.imbalance) {
    const { set, chosen } = results.imbalance
    print(`\nWhat was tried for few buyers, on ${set}; the package has ${chosen}`)
    print(methodLines(results.imbalance))
  }
  for (const warning of results.warnings) print(`\nWarning: ${warning}`)
}
