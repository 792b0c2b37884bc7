// SPDX-License-Identifier: MIT
// Where worker and model package lie, and how the worker is started from there.

import type { ImportScorer } from '../worker/page-host.ts'

/** Absolute addresses of what Vitrine loads; it asks for nothing else, ever. */
export interface Assets {
  readonly workerUrl: string
  readonly modelUrl: string
  readonly weightUrls?: readonly string[]
  readonly webglUrl?: string
  readonly layersUrl?: string
}

/**
 * Starts the module worker. A worker of another origin is refused by browsers, a Blob of ours that imports it is not.
 * @throws whatever the page's content security policy makes the browser throw.
 */
export function startWorker(url: string): Worker {
  if (new URL(url, location.href).origin === location.origin) return new Worker(url, { type: 'module' })
  const loader = new Blob([`import ${JSON.stringify(url)}`], { type: 'text/javascript' })
  const loaderUrl = URL.createObjectURL(loader)
  try {
    return new Worker(loaderUrl, { type: 'module' })
  } finally {
    // The worker has taken its copy when the constructor's fetch has run; a task later is late enough in all engines.
    setTimeout(() => URL.revokeObjectURL(loaderUrl), 10_000)
  }
}

/** Imports the worker's file into the page. */
export function importScorer(url: string): ReturnType<ImportScorer> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ url) as ReturnType<ImportScorer>
}
