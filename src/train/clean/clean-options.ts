// SPDX-License-Identifier: MIT
// What is cleaned, and what was.

/** What can be done about a number that is missing. */
export const MISSING_KINDS = ['keep', 'drop', 'mean', 'median', 'nearest'] as const
/** How numbers that are out of line are found. */
export const OUTLIER_KINDS = ['keep', 'iqr', 'z-score'] as const
/** Numbers of an event that are cleaned. */
export const CLEANED_COLUMNS = ['price', 'quantity'] as const

/** One of {@link CLEANED_COLUMNS}. */
export type CleanedColumn = (typeof CLEANED_COLUMNS)[number]

/**
 * Settings of cleaning. Exact copies are always dropped; nothing else is done unless it is asked for, but bots.
 * @public
 */
export interface CleanOptions {
  /**
   * Events of a session or visitor in one minute above which it is taken for a bot and dropped; 0 keeps all.
   * @defaultValue 120
   */
  readonly botsPerMinute?: number
  /**
   * What to do about items without a price or a quantity. `drop`: the event. `mean`, `median`: of the item, else of its
   * category, else of all. `nearest`: of the same item, nearest in time.
   * @defaultValue `keep` each
   */
  readonly missing?: Readonly<
    Partial<Record<'price' | 'quantity', 'keep' | 'drop' | 'mean' | 'median' | 'nearest'>>
  >
  /**
   * Numbers that count as missing because they are out of line, on a logarithmic scale. `iqr`: more than 1.5
   * interquartile ranges outside the quartiles. `z-score`: more than 3 standard deviations from the mean.
   * @defaultValue `keep` each
   */
  readonly outliers?: Readonly<Partial<Record<'price' | 'quantity', 'keep' | 'iqr' | 'z-score'>>>
  /**
   * Score in (0.5, 1) from which on an isolation forest takes a visit for an oddity and drops it; 0 keeps all.
   * @defaultValue 0
   */
  readonly oddVisits?: number
}

/**
 * What cleaning did; what it did not do is absent.
 * @public
 */
export interface CleanCounts {
  /** Sessions or visitors that were dropped as bots. */
  readonly bots?: number
  /** Their events. */
  readonly botEvents?: number
  /** Numbers that were out of line, by column. */
  readonly outliers?: Readonly<Record<string, number>>
  /** Numbers that were filled in, or events that were dropped for the lack of one, by column. */
  readonly missing?: Readonly<Record<string, number>>
  /** Visits that an isolation forest dropped. */
  readonly oddVisits?: number
}
