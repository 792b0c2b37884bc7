// SPDX-License-Identifier: MIT
// What the client asks of a place where the scorer runs: the worker, or the page thread.

import type { StoredEvent } from '../types.ts'
import type { ScoreAnswer } from './protocol.ts'

/** Somewhere the scorer runs. */
export interface ScorerHost {
  /**
   * Starts what has not started yet, and scores.
   * @throws `WorkerError` when this place is no use, `EngineError` when no engine runs here; any other error concerns
   * the package.
   * @param present - Segment that was concluded last.
   * @param events - Oldest first; absent: the journal is read.
   */
  score(present: string, events?: readonly StoredEvent[]): Promise<ScoreAnswer>
  dispose(): void
}
