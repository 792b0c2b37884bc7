// SPDX-License-Identifier: MIT
// Tells the other tabs that the visitor's history was erased, and hears it from them.

/** The line to the other tabs. */
export interface ForgetChannel {
  /**
   * Begins to listen, and says something that no tab acts on: a page in the back-forward cache whose channel is
   * open is thrown out by it.
   */
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
      if (typeof BroadcastChannel === 'undefined') return
      channel ??= new BroadcastChannel(`${name}.forget`)
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'number') onForget(data)
      }
      channel.postMessage('open')
    },
    post: (atMs) => channel?.postMessage(atMs),
    close() {
      channel?.close()
      channel = undefined
    },
  }
}
