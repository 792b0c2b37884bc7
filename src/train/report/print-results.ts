// SPDX-License-Identifier: MIT
// What the commands say about a model at their end.

import { methodLines } from './imbalance-figures.ts'
import { qualityTable, resultTable, segmentTable } from './model-card.ts'
import { mainQuestions, wordsOf } from './main-questions.ts'
import type { Results } from './results.ts'
import { leftOutLines } from './segment-data.ts'

/**
 * Prints the tables.
 * @param print - Writes a line.
 */
export function printResults(results: Results, print: (line: string) => void): void {
  for (const { name, part, questions } of results.sets) {
    for (const question of mainQuestions(questions)) {
      print(
        `\n${name}, ${question.head}: ${question.visits} ${part} ${wordsOf(question).units}, ${question.positives} "${question.class}"; decisions at probability ${question.threshold}`,
      )
      print(resultTable(question))
      print(`\nROC AUC / average precision by number of events, ${name}, ${question.head}`)
      print(qualityTable(question))
    }
  }
  for (const set of results.segments) {
    print(`\nSegments at the end, ${set.name}`)
    print(segmentTable(results.model, set))
  }
  for (const line of leftOutLines(results)) print(`\n${line}`)
  if (results.imbalance) {
    const { set, chosen } = results.imbalance
    print(`\nWhat was tried for few buyers, on ${set}; the package has ${chosen}`)
    print(methodLines(results.imbalance))
  }
  for (const warning of results.warnings) print(`\nWarning: ${warning}`)
}
