// SPDX-License-Identifier: MIT
// Of everything that was asked on a data set, the main question of each head.

import type { HeadName } from '../../types.ts'
import { headTask, type HeadWords } from '../heads.ts'
import type { QuestionResults, SetResults } from './results.ts'

/** The first question of each head, in their order. */
export function mainQuestions(questions: readonly QuestionResults[]): QuestionResults[] {
  return questions.filter(({ head }, index) => questions.findIndex((other) => other.head === head) === index)
}

/** The main question of the first head of a model that was measured: the one that examples and importance are about. */
export function firstQuestion(
  heads: readonly { readonly name: string }[],
  sets: readonly SetResults[],
): QuestionResults {
  const all = sets.flatMap(({ questions }) => questions)
  return heads.flatMap(({ name }) => all.find(({ head }) => head === name) ?? [])[0]!
}

/** How to speak of a question. */
export interface QuestionWords extends HeadWords {
  /** `visits` or `customers`. */
  readonly units: string
}

/** The words for a question; a class that is not the main one goes by its name. */
export function wordsOf({ head, class: name }: QuestionResults): QuestionWords {
  const { main, words, unit } = headTask(head as HeadName)
  if (name === main) return { ...words, units: `${unit}s` }
  return {
    question: `Is it “${name}”?`,
    ones: `“${name}” ${unit}s`,
    did: `was “${name}”`,
    didNot: `was not “${name}”`,
    units: `${unit}s`,
  }
}
