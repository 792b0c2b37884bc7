// SPDX-License-Identifier: MIT
// What a consent signal is: something on the page that knows what the visitor allowed.

import type { VitrineError } from '../errors.ts'
import type { DataLayerHost } from '../platform/watch-data-layer.ts'
import type { Platform } from '../platform/platform.ts'
import type { ConsentState } from '../types.ts'

/** Knows part of what the visitor allowed. */
export interface ConsentSignal {
  /** Short name for errors. */
  readonly name: string
  /** Starts to listen; what is known already is reported before it returns. Returns the undo. */
  start(context: ConsentContext): () => void
}

/** What a signal may use. */
export interface ConsentContext {
  /** Says what the signal stands at; `undefined` takes no side. */
  report(state: ConsentState | undefined): void
  /** Told of what goes wrong after the start. */
  onError(error: VitrineError): void
  /** The global object. */
  readonly host: DataLayerHost
  /** Timers. */
  readonly platform: Pick<Platform, 'delay'>
}
