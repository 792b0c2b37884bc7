// SPDX-License-Identifier: MIT
// Runs in a worker of the browser: loads packages through the real cache and says what came.

import { isVitrineError } from '../../src/errors.ts'
import * as layers from '../../src/model/layers/index.ts'
import { createPackageLoader } from '../../src/model/package-loader.ts'
import type { PackageLoader } from '../../src/model/package-loader.ts'
import type { ModelPackage } from '../../src/model/parse-package.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { createPackageCache } from '../../src/store/package-cache.ts'

/** What the page asks of the worker. */
export interface LoaderRequest {
  readonly ask: 'load' | 'revalidate' | 'isKept'
  readonly modelUrl: string
  /** How far the worker's clock runs ahead of the real one, in milliseconds. */
  readonly aheadMs?: number
}

/** What it answers. */
export interface LoaderAnswer {
  readonly modelVersion?: string | undefined
  /** Bytes of the weights in memory. */
  readonly bytes?: number | undefined
  readonly isKept: boolean
  /** Code of the error where there was one. */
  readonly error?: string
}

let loader: PackageLoader | undefined
let aheadMs = 0

async function answer(request: LoaderRequest): Promise<LoaderAnswer> {
  aheadMs = request.aheadMs ?? 0
  const clock = { ...systemClock, now: () => Date.now() + aheadMs }
  loader ??= createPackageLoader(
    { modelUrl: request.modelUrl, loadLayers: () => Promise.resolve(layers) },
    createPackageCache(),
    clock,
  )
  const { ask } = request
  try {
    let pkg: ModelPackage | undefined
    if (ask !== 'isKept') pkg = await loader[ask]()
    const bytes = pkg?.weights[0]?.data.buffer.byteLength
    return { modelVersion: pkg?.metadata.modelVersion, bytes, isKept: loader.isKept }
  } catch (error) {
    return { isKept: loader.isKept, error: isVitrineError(error) ? error.code : String(error) }
  }
}

/** The part of a worker's global scope that is used here; the DOM and worker typings exclude each other. */
const scope = globalThis as unknown as {
  onmessage: ((message: MessageEvent<LoaderRequest>) => void) | null
  postMessage(answer: LoaderAnswer): void
}
scope.onmessage = ({ data }) => void answer(data).then((message) => scope.postMessage(message))
