// SPDX-License-Identifier: MIT
// Gives the model package: from the device where it lies there, else from the network; asks now and then for a newer one.

import { ModelFormatError, ModelLoadError, ModelVersionError } from '../errors.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { Clock } from '../platform/system-clock.ts'
import type { PackageCache, StoredPackage } from '../platform/package-cache.ts'
import { download } from './package/download.ts'
import { fetchModelJson, fetchPackage, fetchShards } from './package/fetch-package.ts'
import type { FetchedPackage } from './package/fetch-package.ts'
import { openStored } from './package/open-stored.ts'
import { canHash } from './package/sha256.ts'
import type { PackageSource } from './package-source.ts'
import type { ModelPackage } from './parse-package.ts'

/** The start waits this long for the device; then the network is asked. */
const READ_LIMIT_MS = 150
/** Nothing waits for these. */
const CALM_LIMIT_MS = 10_000
/** The server is not asked again before. */
const CHECK_EVERY_MS = 3_600_000

/** Gives one package. */
export interface PackageLoader {
  /**
   * Gives the package. Calls that overlap share one; every other call gives weights of its own, so that a caller
   * may let them go and ask again.
   * @remarks Weights are checked by the SHA-256 in the package. A package without it is read unchecked. So is every
   * package where the page has no `crypto.subtle` (plain HTTP): it is then not kept on the device either.
   * @throws `ModelLoadError` when a file cannot be fetched, also after 30 s without an end; `ModelFormatError` when
   * one is damaged; `ModelVersionError` when the package was made for another release.
   */
  load(): Promise<ModelPackage>
  /** Whether `load()` needs no network: then nobody has to hold on to the bytes. Turns true a moment after a download. */
  readonly isKept: boolean
  /**
   * Gives the package of a newer `model.json`, kept already; `undefined` where there is none. Asks the server at most
   * once an hour a device, and only for a package that is kept: any other came from the network just now.
   * @remarks A network that fails is no error: the package in use stays, and the next hour tries again.
   * @throws `ModelFormatError` or `ModelVersionError` when the newer package cannot be used. The one in use stays too.
   */
  revalidate(): Promise<ModelPackage | undefined>
}

/**
 * Creates a loader; nothing is read or fetched before `load()`.
 * @param source - Where the package lies.
 * @param cache - Where it is kept; `undefined` while nothing may be kept, as before consent.
 * @param clock - Tells and waits. @defaultValue the real one
 * @param isExpected - Whether the device is likely to have it. Where it is not, the network is asked at once: looking
 * for what is not there takes a cold device longer than a small download. @defaultValue true
 */
export function createPackageLoader(
  source: PackageSource,
  cache: PackageCache | undefined,
  clock: Clock = systemClock,
  isExpected = true,
): PackageLoader {
  const { modelUrl } = source
  const keeper = canHash() ? cache : undefined
  let loading: Promise<ModelPackage> | undefined
  let checking: Promise<ModelPackage | undefined> | undefined
  let writing: Promise<unknown> = Promise.resolve()
  let isKept = false
  let mayBeKept = isExpected
  /** What was given last, and as of when. */
  let given: Pick<StoredPackage, 'json' | 'checkedAtMs'> | undefined

  async function start(): Promise<ModelPackage> {
    const kept = mayBeKept ? await readKept() : undefined
    mayBeKept = true
    isKept = kept !== undefined
    if (kept) return kept
    return take(await fetchFresh())
  }

  async function readKept(): Promise<ModelPackage | undefined> {
    const stored = await within(READ_LIMIT_MS, keeper?.read(modelUrl))
    return stored && openKept(stored)
  }

  async function openKept(stored: StoredPackage): Promise<ModelPackage | undefined> {
    try {
      const pkg = await download(source, clock, undefined, () => openStored(stored, source.loadLayers))
      given = stored
      return pkg
    } catch (error) {
      // It is whole; the file of its layers is what is missing.
      if (error instanceof ModelLoadError) throw error
      // Damaged, or made for another release of the library: the network has what helps.
      enqueue((own) => own.remove(modelUrl))
      return undefined
    }
  }

  /** A stale HTTP cache can pair the `model.json` of one version with the shards of another: ask past it, once. */
  async function fetchFresh(): Promise<FetchedPackage> {
    const attempt = (mode?: RequestCache): Promise<FetchedPackage> =>
      download(source, clock, mode, (open) => fetchPackage(source, open))
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ModelFormatError || error instanceof ModelVersionError)) throw error
      return attempt('reload')
    }
  }

  /** Keeps what was fetched, behind whoever waits for it. */
  function take({ pkg, json, files }: FetchedPackage): ModelPackage {
    const own = files.flatMap(({ sha256, bytes }) => (sha256 === undefined ? [] : [{ sha256, bytes }]))
    given = { json, checkedAtMs: clock.now() }
    if (own.length === files.length) write({ ...given, url: modelUrl, files: own })
    return pkg
  }

  function write(pkg: StoredPackage): void {
    enqueue(async (own) => {
      isKept = false
      try {
        await own.write(pkg)
        isKept = true
      } catch {
        // No room, as a rule. What cannot be replaced must not stay: the next start would go back to it.
        await own.remove(modelUrl)
      }
    })
  }

  /** One after the other. A device that keeps nothing costs downloads, no more. */
  function enqueue(task: (own: PackageCache) => Promise<void>): void {
    if (keeper) writing = writing.then(() => within(CALM_LIMIT_MS, task(keeper)))
  }

  async function check(): Promise<ModelPackage | undefined> {
    await loading?.catch(() => undefined)
    await writing
    const stored = await within(CALM_LIMIT_MS, keeper?.read(modelUrl))
    if (!stored) return undefined
    // Another tab was first.
    if (given && stored.json !== given.json && stored.checkedAtMs > given.checkedAtMs) return openKept(stored)
    const sinceMs = clock.now() - stored.checkedAtMs
    // A time in the future was set by a clock that has been put right since.
    if (sinceMs >= 0 && sinceMs < CHECK_EVERY_MS) return undefined
    // First the note, then the request: also a device that is offline, or a broken server, is left alone for an hour.
    write({ ...stored, checkedAtMs: clock.now() })
    await writing
    if (!isKept) return undefined
    const fetched = await fetchChanged(stored)
    if (!fetched) return undefined
    const pkg = take(fetched)
    await writing
    return pkg
  }

  async function fetchChanged(stored: StoredPackage): Promise<FetchedPackage | undefined> {
    const kept = new Map(stored.files.map((file) => [file.sha256, file.bytes]))
    try {
      return await download(source, clock, 'no-cache', async (open) => {
        const json = await fetchModelJson(source, open)
        return json === stored.json ? undefined : fetchShards(source, json, open, kept)
      })
    } catch (error) {
      if (error instanceof ModelLoadError) return undefined
      throw error
    }
  }

  /** What the device answers within the limit; `undefined` when it fails or is silent. */
  function within<T>(limitMs: number, answer: Promise<T> | undefined): Promise<T | undefined> {
    if (answer === undefined) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const undo = clock.delay(() => resolve(undefined), limitMs)
      const give = (value: T | undefined): void => {
        undo()
        resolve(value)
      }
      answer.then(give, () => give(undefined))
    })
  }

  return {
    load: () => (loading ??= start().finally(() => (loading = undefined))),
    get isKept() {
      return isKept
    },
    revalidate: () => (checking ??= check().finally(() => (checking = undefined))),
  }
}
