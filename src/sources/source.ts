// SPDX-License-Identifier: MIT
// What a source is: something that sees what the visitor does and says so, until it is stopped.

import type { VitrineError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'

/**
 * Sees events on the page. It never changes what the page owns beyond what its undo gives back.
 * @public
 */
export interface Source {
  /** Short name that is stored with each event, such as `dataLayer`. */
  readonly name: string
  /**
   * Starts to watch; may be called again after its undo.
   * @returns The undo.
   */
  start(context: SourceContext): () => void
}

/** What a source may use. @public */
export interface SourceContext {
  /**
   * Hands over one event: an object with a `name` and GA4's parameters beside it. It is validated behind this call,
   * which never throws.
   */
  emit(candidate: unknown): void
  /** Told of what goes wrong after the start. */
  onError(error: VitrineError): void
  /** Clock, timers and visibility. */
  readonly platform: Platform
  /** The page. */
  readonly window: SourceWindow
}

/** The part of `window` that sources use, so that tests can pass a fake. @public */
export interface SourceWindow {
  /** Where the page is. */
  readonly location: { readonly href: string }
  /** Title and origin of the page. */
  readonly document: { readonly title: string; readonly referrer: string }
  /** The Navigation API, where the browser has it. */
  readonly navigation?: SourceEventTarget
  /** Listens to an event of the window. */
  addEventListener(
    type: string,
    listener: (event: Event) => void,
    options?: { readonly capture?: boolean },
  ): void
  /** Ends listening. */
  removeEventListener(
    type: string,
    listener: (event: Event) => void,
    options?: { readonly capture?: boolean },
  ): void
}

/** Something that sources listen to. @public */
export type SourceEventTarget = Pick<SourceWindow, 'addEventListener' | 'removeEventListener'>
