// SPDX-License-Identifier: MIT
// The database of model packages, apart from the visitor's: opened by the worker alone, closed after every use.

import { wrap } from 'idb'
import type { DBSchema, IDBPDatabase } from 'idb'
import { systemClock } from '../platform/system-clock.ts'
import type { Clock } from '../platform/system-clock.ts'
import { findFactory } from './open-database.ts'
import { openExisting } from './open-existing.ts'
import { modelsDatabaseName } from './models-database-name.ts'
import { DATABASE_NAME } from './schema.ts'
import { withTimeLimit } from './time-limit.ts'

/** Longest wait for one use of the database: a server that died, or a deletion that another tab holds up. */
const LIMIT_MS = 5000
/** It rises only when something is added: an older tab must go on working. */
const VERSION = 1

/** Where the models lie. */
export interface ModelsDatabaseOptions {
  /** Name of the visitor's database; this one's is derived from it. @defaultValue `'vitrine'` */
  readonly databaseName?: string
  /** IndexedDB. @defaultValue the browser's own */
  readonly indexedDB?: IDBFactory
  /** Clock of the time limit. @defaultValue the real one */
  readonly clock?: Pick<Clock, 'delay'>
}

/** What is kept of a package: its shards lie in `files`. */
export interface PackageRecord {
  readonly json: string
  /** SHA-256 of the shards in the order of the manifest, lower-case hex. */
  readonly hashes: readonly string[]
  readonly checkedAtMs: number
}

/**
 * `packages` by the address of `model.json`; `files` by SHA-256; `fastest`: names of engines, by whatever they were
 * measured for. What is read may have been written by anyone.
 */
export interface ModelsSchema extends DBSchema {
  packages: { key: string; value: unknown }
  files: { key: string; value: unknown }
  fastest: { key: string; value: unknown }
}

/** An open database of models. */
export type ModelsDatabase = IDBPDatabase<ModelsSchema>

const STORES = ['packages', 'files', 'fastest'] as const

/**
 * Uses the database where there is one, and creates none.
 * @returns What `work` gives; `undefined` where nothing was ever kept.
 * @throws What the browser reports, or Error after 5 s of silence.
 */
export function useModels<T>(
  options: ModelsDatabaseOptions,
  work: (db: ModelsDatabase) => Promise<T>,
): Promise<T | undefined> {
  return use(options, openExisting, async (db) => (hasStores(db) ? work(db) : undefined))
}

/**
 * Uses the database, and creates it where there is none.
 * @returns What `work` gives.
 * @throws What the browser reports, or Error after 5 s of silence.
 */
export function useOrMakeModels<T>(
  options: ModelsDatabaseOptions,
  work: (db: ModelsDatabase) => Promise<T>,
): Promise<T> {
  return use(options, openOrCreate, work) as Promise<T>
}

async function use<T>(
  options: ModelsDatabaseOptions,
  open: (factory: IDBFactory, name: string) => Promise<IDBPDatabase | undefined>,
  work: (db: ModelsDatabase) => Promise<T>,
): Promise<T | undefined> {
  const { databaseName = DATABASE_NAME, indexedDB, clock = systemClock } = options
  const run = async (): Promise<T | undefined> => {
    const db = await open(findFactory(indexedDB), modelsDatabaseName(databaseName))
    if (db === undefined) return undefined
    // An erasure waits for us otherwise.
    db.addEventListener('versionchange', () => db.close())
    try {
      return await work(db as unknown as ModelsDatabase)
    } finally {
      db.close()
    }
  }
  return withTimeLimit(clock, run(), LIMIT_MS)
}

async function openOrCreate(factory: IDBFactory, name: string): Promise<IDBPDatabase> {
  const request = (version?: number): Promise<IDBPDatabase> => {
    const opening = version === undefined ? factory.open(name) : factory.open(name, version)
    opening.addEventListener('upgradeneeded', () => migrate(opening.result))
    return wrap(opening) as Promise<IDBPDatabase>
  }
  const db = await request(VERSION).catch((error: unknown) => {
    // A newer Vitrine has upgraded it: migrations only add, so we can work with it.
    if (error instanceof Error && error.name === 'VersionError') return request()
    throw error
  })
  if (hasStores(db)) return db
  // Someone opened it by name before us and left it empty.
  db.close()
  return request(db.version + 1)
}

function migrate(db: IDBDatabase): void {
  for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store)
}

function hasStores(db: IDBPDatabase | ModelsDatabase): boolean {
  const names = db.objectStoreNames
  return STORES.every((store) => names.contains(store))
}
