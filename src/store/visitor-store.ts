// SPDX-License-Identifier: MIT
// What the store offers to the rest of the library.

import type { StoredEvent, VisitorState } from '../types.ts'
import type { EventDraft } from './event-draft.ts'
import type { VisitorExport } from './visitor-export.ts'

export type { VisitorExport } from './visitor-export.ts'

/** The journal of one visitor. Trouble with the browser's storage is reported through `onError`, never thrown. */
export interface VisitorStore {
  /** Where events go now. `memory`: IndexedDB cannot be used; it is tried again now and then. */
  kind(): 'indexeddb' | 'memory'
  /**
   * Keeps events; the write is begun before this returns when the database is open.
   * @param drafts - Events with a UUID each; the same UUID is kept once, however often it comes.
   * @returns Resolves when they are durable, or held in memory. Never rejects.
   */
  append(drafts: readonly EventDraft[]): Promise<void>
  /**
   * Reads the newest events.
   * @param limit - At most this many. @defaultValue 500
   * @returns Oldest first.
   */
  history(limit?: number): Promise<readonly StoredEvent[]>
  /** The history as far as this page knows it, oldest first, while it lives in memory; otherwise `undefined`. */
  memoryEvents(): readonly StoredEvent[] | undefined
  /** Reads what was last concluded; `undefined` for a new visitor. */
  readState(): Promise<VisitorState | undefined>
  /** Keeps what was concluded, unless the visitor has had everything erased since. Never rejects. */
  writeState(state: VisitorState): Promise<void>
  /** Gives everything that is kept, as JSON-safe data. */
  export(): Promise<VisitorExport>
  /**
   * Erases everything, in every tab. Events and states from before are refused from then on.
   * @returns Resolves when it is on the disk; where the database cannot be reached, when the erasure is noted for
   * the next page that can. Never rejects.
   */
  forget(): Promise<void>
  /**
   * Calls the listener when this tab or another one has everything erased.
   * @param listener - Called once for each erasure.
   * @returns The undo.
   */
  onForget(listener: () => void): () => void
  /** Lets go of the database; the next operation opens it again. */
  close(): void
  /** Ends it: notes what is not durable yet for the next page, removes every listener. */
  dispose(): void
}
