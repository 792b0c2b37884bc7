// SPDX-License-Identifier: MIT
// What is known of a visitor beside the events. Each may be unknown: `returning` then reads 0, and every order counts as
// a typical one.

/** What the encoder is told beside the events. */
export interface HistoryContext {
  /** Whether the visitor was here before the visit that is read. */
  readonly returning?: boolean | undefined
  /** What an order of this shop is worth as a rule, above 0, in the currency of the events. */
  readonly typicalOrderValue?: number | undefined
}
