// SPDX-License-Identifier: MIT
// Keeps model packages on the device: the text by its address, the shards by their hash, as ArrayBuffers.

import type { IDBPTransaction } from 'idb'
import type { PackageCache } from '../platform/package-cache.ts'
import { useModels, useOrMakeModels } from './models-database.ts'
import type { ModelsDatabase, ModelsDatabaseOptions, ModelsSchema, PackageRecord } from './models-database.ts'

/** Packages that are kept; a shop whose addresses carry a version leaves one behind with each release. */
const MAX_PACKAGES = 4

type WriteTransaction = IDBPTransaction<ModelsSchema, ('packages' | 'files')[], 'readwrite'>

/**
 * Creates the cache; the database is opened for each call and closed after it, and only `write` creates it.
 * @param options - Where it lies.
 * @remarks For the worker. Every call rejects when IndexedDB is missing, refused, full or silent for 5 s.
 */
export function createPackageCache(options: ModelsDatabaseOptions = {}): PackageCache {
  return {
    read(url) {
      return useModels(options, async (db) => {
        const tx = db.transaction(['packages', 'files'])
        const record = toRecord(await tx.objectStore('packages').get(url))
        if (!record) return undefined
        const { json, hashes, checkedAtMs } = record
        const kept = await Promise.all(hashes.map((sha256) => tx.objectStore('files').get(sha256)))
        const files = kept.flatMap((bytes, at) =>
          bytes instanceof ArrayBuffer ? [{ sha256: hashes[at] ?? '', bytes }] : [],
        )
        return files.length === hashes.length ? { url, json, files, checkedAtMs } : undefined
      })
    },

    write({ url, json, files, checkedAtMs }) {
      const hashes = files.map((file) => file.sha256)
      return useOrMakeModels(options, (db) =>
        change(db, (tx) => [
          ...files.map(({ sha256, bytes }) => tx.objectStore('files').put(bytes, sha256)),
          tx.objectStore('packages').put({ json, hashes, checkedAtMs } satisfies PackageRecord, url),
        ]),
      )
    },

    async remove(url) {
      await useModels(options, (db) => change(db, (tx) => [tx.objectStore('packages').delete(url)]))
    },
  }
}

/** Changes both stores and tidies up behind it, all of it or nothing. */
async function change(
  db: ModelsDatabase,
  begin: (tx: WriteTransaction) => readonly Promise<unknown>[],
): Promise<void> {
  const tx = db.transaction(['packages', 'files'], 'readwrite')
  // A request that fails, for want of room as a rule, ends the transaction; then both reject.
  await Promise.all([...begin(tx), tidy(tx), tx.done])
}

/** Deletes the packages that were not asked for the longest time, and shards that no package refers to. */
async function tidy(tx: WriteTransaction): Promise<void> {
  const packages = tx.objectStore('packages')
  const files = tx.objectStore('files')
  const [urls, values, hashes] = await Promise.all([
    packages.getAllKeys(),
    packages.getAll(),
    files.getAllKeys(),
  ])
  const records = urls
    .map((url, at) => ({ url, record: toRecord(values[at]) }))
    .sort((a, b) => (b.record?.checkedAtMs ?? 0) - (a.record?.checkedAtMs ?? 0))
  const needed = new Set(records.slice(0, MAX_PACKAGES).flatMap(({ record }) => record?.hashes ?? []))
  await Promise.all([
    ...records.slice(MAX_PACKAGES).map(({ url }) => packages.delete(url)),
    ...hashes.filter((hash) => !needed.has(hash)).map((hash) => files.delete(hash)),
  ])
}

function toRecord(value: unknown): PackageRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { json, hashes, checkedAtMs } = value as Record<string, unknown>
  const isRecord =
    typeof json === 'string' &&
    Number.isFinite(checkedAtMs) &&
    Array.isArray(hashes) &&
    hashes.every((hash) => typeof hash === 'string')
  return isRecord ? (value as PackageRecord) : undefined
}
