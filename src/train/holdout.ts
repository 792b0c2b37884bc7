// SPDX-License-Identifier: MIT
// Which visits the model never trains on: decided by a hash, so that anyone can decide it again.

import type { PackageMetadata } from '../model/package-format.ts'

/** The rule of the shipped package: one visitor in four. */
export const HOLDOUT: PackageMetadata['holdout'] = { modulo: 4, below: 1, salt: 'vitrine-1:' }

/**
 * FNV-1a, 32 bits, over the UTF-8 bytes of a text.
 * @returns Unsigned 32-bit integer.
 */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/**
 * Whether a visitor's visits are held out.
 * @param visitorId - `Visit.visitorId`: hashing the visitor keeps all visits of one person on one side.
 * @param holdout - Rule of the package.
 * @public
 */
export function isHeldOut(visitorId: string, holdout: PackageMetadata['holdout'] = HOLDOUT): boolean {
  return fnv1a32(holdout.salt + visitorId) % holdout.modulo < holdout.below
}
