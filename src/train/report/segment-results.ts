// SPDX-License-Identifier: MIT
// What `results.json` says of the segments: where visits end, and which segments the data did not support.

/** A segment on measured visits. */
export interface SegmentOutcome {
  readonly segment: string
  /** Visits that end in it. */
  readonly visits: number
  /** Share of them of which it is right; `null` for none, for `unknown` and for facts alone, which claim nothing. */
  readonly right: number | null
  /** Share of them that have the main class of the first head. */
  readonly main: number | null
}

/** A segment that the data does not support. */
export interface LeftOut {
  readonly segment: string
  /** In a sentence. */
  readonly reason: string
}

/** Segments of one data set. */
export interface SetSegments {
  readonly name: string
  /** Main class of its first head. */
  readonly class: string
  readonly outcomes: readonly SegmentOutcome[]
}
