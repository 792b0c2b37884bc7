// SPDX-License-Identifier: MIT
// What the store is told when it opens.

import type { VitrineError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { PrepareEvent } from './event-draft.ts'

/** How the store works. */
export interface StoreOptions {
  /** Clock, randomness, idle time, visibility. */
  readonly platform: Platform
  /** Told once when the database cannot be used. Must not throw. */
  readonly onError: (error: VitrineError) => void
  /**
   * Makes an event fit for the disk: hashes its search words with the salt. Must not throw, and must leave an
   * event alone that it has prepared before.
   */
  readonly prepare: PrepareEvent
  /** Events that are kept, checked at start and every 50 events; at least 1. @defaultValue 2000 */
  readonly maxEvents?: number
  /** Age in days after which an event goes, more than 0. @defaultValue 90 */
  readonly maxAgeDays?: number
  /** Silence that ends a session, in milliseconds. @defaultValue 1,800,000 (30 minutes) */
  readonly sessionTimeoutMs?: number
  /** Name of the database, of the channel and of the keys in `localStorage`. @defaultValue `'vitrine'` */
  readonly databaseName?: string
  /** IndexedDB. @defaultValue the browser's own */
  readonly indexedDB?: IDBFactory
  /** Where unconfirmed events go when the page leaves. @defaultValue the browser's `localStorage` */
  readonly exitStorage?: Storage
  /** Where `pagehide`, `pageshow` and `storage` arrive. @defaultValue the window, where there is one */
  readonly page?: EventTarget
}
