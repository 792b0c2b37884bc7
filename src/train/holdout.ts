// SPDX-License-Identifier: MIT
// Which visits the model never trains on: decided by a hash, so that anyone can decide it again.

import type { PackageMetadata } from '../model/package-format.ts'

/** Which visits are held out. */
export type Holdout = PackageMetadata['holdout']

/** The rule of the shipped package: one visitor in four. */
export const HOLDOUT: Holdout = { modulo: 4, below: 1, salt: 'vitrine-1:' }

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

/** The rule for a kind of split. */
export function holdoutBy(kind: 'visitor' | 'time' | 'group' = 'visitor'): Holdout {
  return kind === 'visitor' ? HOLDOUT : { ...HOLDOUT, by: kind }
}

/** The rule in words, for reports. */
export function holdoutWords({ salt, modulo, below, by, fromMs }: Holdout): string {
  if (by === 'time' && fromMs !== undefined)
    return `Visits from ${new Date(fromMs).toISOString()} on are held out, and earlier ones of visitors who come back are left out; no visitor is on both sides.`
  const what = by === 'group' ? 'A group, with all that shares a visitor with it,' : 'A visitor'
  return `${what} is held out when fnv1a32("${salt}" + ${by ?? 'visitor'} id) % ${modulo} < ${below}; no visitor is on both sides.`
}
