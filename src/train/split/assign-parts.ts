// SPDX-License-Identifier: MIT
// Puts visits on sides so that no visitor is on two of them.

import { fnv1a32, HOLDOUT, isHeldOut } from '../holdout.ts'
import { createVisitorGroups } from '../read/visitor-groups.ts'
import { SplitError } from '../train-errors.ts'
import { assertApart } from './assert-apart.ts'
import type { Assignment, Part, SplitKey, SplitOptions } from './split-options.ts'

/** Other shares than one in so many are resolved to one part in this many. */
const RESOLUTION = 1_000_000

/**
 * Splits visits.
 * @remarks Sides and folds by visitor or group follow from hashes, so that a visit stays where it was when others come.
 * By time, earlier visits of a visitor who comes back later are dropped: what is held out is then as it will be, new
 * visitors and known ones alike, and the model has seen none of them.
 * @throws {@link SplitError} when shares make no sense, a side stays empty, or the data lacks times or groups.
 */
export function assignParts(keys: readonly SplitKey[], options: SplitOptions = {}): Assignment {
  const { by = 'visitor', heldOut = 0.25, validation = 0.2, folds } = options
  for (const [name, share] of Object.entries({ 'held-out': heldOut, validation })) {
    if (!(share >= 0 && share < 1))
      throw new SplitError(`The share of ${name} must be in [0, 1), got ${share}.`)
  }
  if (folds !== undefined && !(Number.isInteger(folds) && folds >= 2)) {
    throw new SplitError(`There must be at least 2 folds, got ${folds}.`)
  }
  const units = by === 'group' ? groupUnits(keys) : keys.map(({ visitorId }) => visitorId)
  const parts = by === 'time' ? byTime(keys, heldOut, validation) : byHash(units, heldOut, validation)
  assertApart(keys, parts)
  const wanted: readonly (readonly [Part, number])[] = [
    ['train', 1],
    ['validation', validation],
    ['held-out', heldOut],
  ]
  const empty = wanted.find(([part, share]) => share > 0 && !parts.includes(part))
  if (empty && keys.length > 0) {
    const what = by === 'group' ? 'groups' : 'visitors'
    throw new SplitError(
      `No visit is in the part "${empty[0]}": there are too few ${what}. Choose other shares.`,
    )
  }
  const dropped = parts.filter((part) => part === 'dropped').length
  if (folds === undefined) return { parts, dropped }
  const isIn = (part: Part): boolean => part === 'train' || part === 'validation'
  const fold = units.map((unit, at) =>
    isIn(parts[at]!) ? fnv1a32(`fold:${HOLDOUT.salt}${unit}`) % folds : -1,
  )
  return { parts, folds: fold, dropped }
}

function byHash(units: readonly string[], heldOut: number, validation: number): Part[] {
  const isOut = isDrawn(heldOut, HOLDOUT.salt)
  const isValidating = isDrawn(validation, `validation:${HOLDOUT.salt}`)
  return units.map((unit) => (isOut(unit) ? 'held-out' : isValidating(unit) ? 'validation' : 'train'))
}

/** One in so many where the share is that, as the rule of the package and training have it. */
function isDrawn(share: number, salt: string): (unit: string) => boolean {
  const isOneIn = share > 0 && Number.isInteger(1 / share)
  const rule = isOneIn
    ? { modulo: 1 / share, below: 1, salt }
    : { modulo: RESOLUTION, below: Math.round(share * RESOLUTION), salt }
  return (unit) => isHeldOut(unit, rule)
}

function byTime(keys: readonly SplitKey[], heldOut: number, validation: number): Part[] {
  const times = Float64Array.from(keys, ({ startedMs }) => startedMs ?? NaN)
  if (times.some(Number.isNaN)) {
    throw new SplitError('A split by time needs times, and this table has none. Split it by visitor.')
  }
  const sorted = times.slice().sort()
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Infinity
  const [validatesFrom, heldOutFrom] = [at((1 - heldOut) * (1 - validation)), at(1 - heldOut)]
  const latest = new Map<string, number>()
  const sideOf = (time: number): number => (time >= heldOutFrom ? 2 : time >= validatesFrom ? 1 : 0)
  keys.forEach(({ visitorId }, index) => {
    latest.set(visitorId, Math.max(latest.get(visitorId) ?? 0, sideOf(times[index]!)))
  })
  const names = ['train', 'validation', 'held-out'] as const
  return keys.map(({ visitorId }, index) => {
    const side = sideOf(times[index]!)
    return side < latest.get(visitorId)! ? 'dropped' : names[side]!
  })
}

/** Groups that share a visitor are one. */
function groupUnits(keys: readonly SplitKey[]): string[] {
  const groups = createVisitorGroups()
  const firstGroup = new Map<string, string>()
  for (const { visitorId, group } of keys) {
    if (group === undefined) {
      throw new SplitError(
        'A split by group needs a group for every visit. Name its column: --map group=COLUMN.',
      )
    }
    const first = firstGroup.get(visitorId)
    if (first === undefined) firstGroup.set(visitorId, group)
    else groups.join(first, group)
  }
  return keys.map(({ group }) => groups.groupOf(group!))
}
