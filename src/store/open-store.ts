// SPDX-License-Identifier: MIT
// The way into the store.

import { Journal } from './journal.ts'
import type { StoreOptions } from './store-options.ts'
import type { VisitorStore } from './visitor-store.ts'

/**
 * Opens the store; the database opens in the background, and what is appended before waits for it.
 * @param options - Clock, bounds, error hook.
 * @remarks Once for each page and database name: two of them would both be right, but read and write twice.
 */
export function openStore(options: StoreOptions): VisitorStore {
  return new Journal(options)
}
