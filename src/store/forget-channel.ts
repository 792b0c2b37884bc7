// SPDX-License-Identifier: MIT
// Tells the other tabs that the visitor's history was erased, and hears it from them.

/** The line to the other tabs. */
export interface ForgetChannel {
  /** Begins to listen; an open channel keeps a page out of the back-forward cache. */
  open(): void
  /** Tells the others; does nothing while closed. */
  post(atMs: number): void
  /** Stops listening. */
  close(): void
}

/**
 * Makes the line; opens nothing yet.
 * @param name - Name of the database; part of the channel's name.
 * @param onForget - Called with the time of the erasure, milliseconds since the Unix epoch.
 */
export function createForgetChannel(name: string, onForget: (atMs: number) => void): ForgetChannel {
  let channel: BroadcastChannel | undefined
  return {
    open() {
      if (channel || typeof BroadcastChannel === 'undefined') return
      channel = new BroadcastChannel(`${name}.forget`)
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'number') onForget(data)
      }
    },
    post: (atMs) => channel?.postMessage(atMs),
    close() {
      channel?.close()
      channel = undefined
    },
  }
}
