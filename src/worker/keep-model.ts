// SPDX-License-Identifier: MIT
// Package and engine as one thing that stays up to date: a new version of the package takes over without a gap.

import { isVitrineError, ModelLoadError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import { createEngine } from '../model/create-engine.ts'
import type { Engine } from '../model/engine.ts'
import { loadLayers, loadWebgl } from '../model/load-module.ts'
import { compileKernel } from '../model/wasm/start-kernel.ts'
import { createPackageLoader } from '../model/package-loader.ts'
import type { PackageMetadata } from '../model/package-format.ts'
import type { ModelPackage } from '../model/parse-package.ts'
import { systemClock } from '../platform/system-clock.ts'
import { recallFastest, rememberFastest } from '../store/fastest-engine.ts'
import { createPackageCache } from '../store/package-cache.ts'
import type { EngineName } from '../types.ts'
import type { WorkerSetup } from './protocol.ts'

/** A model that answers. */
export interface RunningModel {
  readonly engine: Engine
  readonly metadata: PackageMetadata
}

/** Keeps a model. */
export interface ModelKeeper {
  /**
   * The model; it is loaded and started at the first call, and again after a failure.
   * @throws `ModelLoadError`, `ModelFormatError`, `ModelVersionError`, `UnsupportedLayerError`, `EngineError`
   */
  now(): Promise<RunningModel>
  /** Looks for a new version in a while, once. */
  renewSoon(): void
  dispose(): void
}

/** A new version is looked for this long after an answer: scores that follow at once come first. */
const RENEW_AFTER_MS = 500
/** Less than a page waits for an answer (`worker-host.ts`): a server that hangs is no worker that hangs. */
const DOWNLOAD_MS = 15_000

/**
 * Creates a keeper; nothing is fetched before `now()`.
 * @param onNotice - Told when an engine fell out and another one took over, and when a new version cannot be used.
 */
export function createModelKeeper(setup: WorkerSetup, onNotice: (error: VitrineError) => void): ModelKeeper {
  const { modelUrl, weightUrls, engines } = setup
  const cache = setup.mayStore ? createPackageCache() : undefined
  const source = {
    modelUrl,
    ...(weightUrls && { weightUrls }),
    timeoutMs: DOWNLOAD_MS,
    loadLayers: () => loadLayers(setup.layersUrl),
  }
  const loader = createPackageLoader(source, cache, undefined, setup.isReturning)
  let wasmModule: Promise<WebAssembly.Module> | undefined
  let present: Promise<RunningModel> | undefined
  let cancelRenewal: (() => void) | undefined
  let disposed = false

  async function start(first: ModelPackage): Promise<RunningModel> {
    let next: ModelPackage | undefined = first
    const { metadata } = first
    const fastestKey = `${modelUrl} ${metadata.modelVersion} ${navigator.userAgent}`
    const recalled = setup.fastest && setup.mayStore ? await recallFastest(fastestKey) : undefined
    const remembered = engines.find((name) => name === recalled)
    const engine = await createEngine(
      () => {
        const pkg = next ? Promise.resolve(next) : loader.load()
        next = undefined
        return pkg
      },
      remembered ? [...new Set([remembered, ...engines])] : engines,
      {
        allowSoftwareWebgl: setup.allowSoftwareWebgl,
        canLoadAgain: () => loader.isKept,
        ...(wasmModule && { wasmModule }),
        loadWebgl: () => loadWebgl(setup.webglUrl),
        onFallback(error, when) {
          // That a device lacks an engine of the automatic order is no news; that one was lost, or was asked for, is.
          if (when === 'score' || setup.allowSoftwareWebgl) onNotice(error)
        },
        ...(setup.fastest &&
          !remembered && {
            onFastest: (name: EngineName) => void (setup.mayStore && rememberFastest(fastestKey, name)),
          }),
      },
    )
    return { engine, metadata }
  }

  function keep(starting: Promise<RunningModel>): Promise<RunningModel> {
    present = starting
    starting.then(
      ({ engine }) => disposed && engine.dispose(),
      () => {
        if (present === starting) present = undefined
      },
    )
    return starting
  }

  // A new version that is damaged, or does not start, is no reason to leave the one that runs.
  function report(error: unknown): void {
    onNotice(
      isVitrineError(error) ? error : new ModelLoadError(modelUrl, 'a new version threw', { cause: error }),
    )
  }

  async function renew(): Promise<void> {
    const pkg = await loader.revalidate()
    if (pkg === undefined || disposed) return
    const next = await start(pkg)
    const old = present
    void keep(Promise.resolve(next))
    // Scores that are under way in it still come.
    old?.then(({ engine }) => engine.dispose()).catch(() => undefined)
  }

  return {
    now() {
      if (present) return present
      const loading = loader.load()
      // While the package comes. That it does not compile is told by the engine.
      if (engines.includes('wasm')) wasmModule ??= compileKernel()
      wasmModule?.catch(() => undefined)
      return keep(loading.then(start))
    },
    renewSoon() {
      cancelRenewal ??= systemClock.delay(() => void renew().catch(report), RENEW_AFTER_MS)
    },
    dispose() {
      disposed = true
      cancelRenewal?.()
      present?.then(({ engine }) => engine.dispose()).catch(() => undefined)
    },
  }
}
