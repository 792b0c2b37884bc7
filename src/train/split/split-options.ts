// SPDX-License-Identifier: MIT
// By what visits are split, and what a split needs to know of each.

/** What decides on which side a visit is. @public */
export type SplitKind = 'visitor' | 'time' | 'group'

/** All of them, the default first. */
export const SPLIT_KINDS: readonly SplitKind[] = ['visitor', 'time', 'group']

/**
 * How visits are split. No visitor is on two sides.
 * @public
 */
export interface SplitOptions {
  /**
   * `visitor`: by a hash of the visitor. `time`: the latest visits are held out, those before them validate. `group`: by
   * a hash of the group, such as a shop or a country.
   * @defaultValue `visitor`
   */
  readonly by?: SplitKind
  /**
   * Share that is held out, in [0, 1).
   * @defaultValue 0.25
   */
  readonly heldOut?: number
  /**
   * Share of the others that validates, in [0, 1).
   * @defaultValue 0.2
   */
  readonly validation?: number
  /**
   * Folds of what is not held out, at least 2; without them there is none.
   */
  readonly folds?: number
}

/** What a split needs to know of a visit. */
export interface SplitKey {
  readonly visitorId: string
  /** Time of the first event, milliseconds since the Unix epoch; absent where the data has no times. */
  readonly startedMs?: number
  /** Group, absent where the data names none. */
  readonly group?: string
}

/** Where a visit goes; `dropped`: it would put its visitor on two sides. */
export type Part = 'train' | 'validation' | 'held-out' | 'dropped'

/** The side of every visit. */
export interface Assignment {
  /** In the order of the visits. */
  readonly parts: readonly Part[]
  /** Fold of every visit, from 0; -1 for what is held out or dropped. Absent where no folds were asked for. */
  readonly folds?: readonly number[]
  /** Visits that were dropped. */
  readonly dropped: number
}
