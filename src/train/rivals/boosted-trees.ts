// SPDX-License-Identifier: MIT
// Gradient-boosted trees by Yggdrasil Decision Forests, which runs in WASM without native code.

import { importPeer } from '../import-peer.ts'

/** Columns by name, as the library takes them. */
type Table = Record<string, (number | string)[]>

/** The parts of `ydf-training` that are used; it ships no types. */
interface Ydf {
  readonly GradientBoostedTreesLearner: new (
    label: string,
    task: 'CLASSIFICATION',
  ) => { train(data: Table): { predict(data: Table): number[]; getLabelClasses(): string[] } }
}

type Load = (settings: Record<'print' | 'printErr', () => void>) => Promise<Ydf>

/** Fitted trees. */
export interface BoostedTrees {
  /** Probability of the positive class for one row of inputs. */
  predict(row: readonly number[]): number
}

/** As a variable: it ships no types, and the compiler must not look for any. */
const PACKAGE: string = 'ydf-training'

const LABEL = 'label'
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Fits trees with the settings that the library recommends; it holds a tenth of the rows back to stop early.
 * @param rows - Inputs, one row a case, equal lengths.
 * @param positives - Outcome of each case, both of them present.
 * @throws `MissingPeerError` when `ydf-training` is not installed.
 */
export async function fitBoostedTrees(
  rows: readonly (readonly number[])[],
  positives: readonly boolean[],
): Promise<BoostedTrees> {
  const { default: load } = await importPeer(PACKAGE, () => import(PACKAGE) as Promise<{ default: Load }>)
  const ydf = await withoutHandlers(() => load({ print: () => undefined, printErr: () => undefined }))
  const learner = new ydf.GradientBoostedTreesLearner(LABEL, 'CLASSIFICATION')
  const model = learner.train({ ...toTable(rows), [LABEL]: positives.map((is) => (is ? 'yes' : 'no')) })
  // For two classes the library gives one number a case: the probability of the second one.
  const isYesSecond = model.getLabelClasses()[1] === 'yes'
  return {
    predict(row) {
      const [second = NaN] = model.predict(toTable([row]))
      return isYesSecond ? second : 1 - second
    },
  }
}

/** Its loader takes over what happens to uncaught errors of the whole process; that is none of its business. */
async function withoutHandlers<T>(load: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((name) => process.listeners(name as 'uncaughtException'))
  try {
    return await load()
  } finally {
    EVENTS.forEach((name, index) => {
      for (const listener of process.listeners(name as 'uncaughtException')) {
        if (!before[index]!.includes(listener)) process.off(name, listener)
      }
    })
  }
}

function toTable(rows: readonly (readonly number[])[]): Table {
  const columns = rows[0]?.length ?? 0
  return Object.fromEntries(
    Array.from({ length: columns }, (_, column) => [`input${column}`, rows.map((row) => row[column]!)]),
  )
}
