// SPDX-License-Identifier: MIT
// SHA-256 of a shard, where the page may compute it.

/** Whether hashes can be computed: browsers give `crypto.subtle` to secure contexts alone (HTTPS, localhost). */
export function canHash(): boolean {
  return (globalThis.crypto as Partial<Crypto> | undefined)?.subtle !== undefined
}

/**
 * Computes the hash; only where {@link canHash} says so.
 * @returns Lower-case hex.
 */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
