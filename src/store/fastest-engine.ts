// SPDX-License-Identifier: MIT
// Remembers which engine was the fastest on this device, so that it is measured once.

import { useModels, useOrMakeModels } from './models-database.ts'
import type { ModelsDatabaseOptions } from './models-database.ts'

/** Measurements that are kept; a key holds a model's version, and old versions are never asked for again. */
const MAX_RECORDS = 16

/**
 * Recalls what {@link rememberFastest} was told. Never rejects, and answers within 5 s.
 * @param key - What was measured: model, version, device.
 * @param options - Where it lies.
 * @returns `undefined` when nothing is known, or the device does not say.
 */
export async function recallFastest(
  key: string,
  options: ModelsDatabaseOptions = {},
): Promise<string | undefined> {
  try {
    const engine = await useModels(options, (db) => db.get('fastest', key))
    return typeof engine === 'string' ? engine : undefined
  } catch {
    // Then it is measured again.
    return undefined
  }
}

/**
 * Remembers an engine. Never rejects, and settles within 5 s.
 * @param key - What was measured.
 * @param engine - Name of the fastest engine.
 * @param options - Where it shall lie.
 */
export async function rememberFastest(
  key: string,
  engine: string,
  options: ModelsDatabaseOptions = {},
): Promise<void> {
  try {
    await useOrMakeModels(options, async (db) => {
      const tx = db.transaction('fastest', 'readwrite')
      const write = async (): Promise<void> => {
        if ((await tx.store.count()) >= MAX_RECORDS) await tx.store.clear()
        await tx.store.put(engine, key)
      }
      await Promise.all([write(), tx.done])
    })
  } catch {
    // A device that keeps nothing measures every time.
    return
  }
}
