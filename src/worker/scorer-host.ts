// SPDX-License-Identifier: MIT
// What the client asks of a place where the scorer runs: the worker, or the page thread.

import type { StoredEvent } from '../types.ts'
import type { ScoreAnswer } from './protocol.ts'

/** Somewhere the scorer runs. */
export interface ScorerHost {
  /**
   * Starts it: package, engine.
   * @returns False where WebGL was asked for and only another place may have it.
   * @throws `WorkerError` when this place is no use; any other error concerns the package.
   */
  ready(): Promise<boolean>
  score(events?: readonly StoredEvent[]): Promise<ScoreAnswer>
  dispose(): void
}
