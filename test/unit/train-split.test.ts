// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { HOLDOUT, holdoutBy, holdoutWords } from '../../src/train/holdout.ts'
import { splitVisits } from '../../src/train/split/split-visits.ts'
import { assertApart } from '../../src/train/split/assert-apart.ts'
import { splitBy } from '../../src/train/split/split-by.ts'
import { assignParts } from '../../src/train/split/assign-parts.ts'
import type { Part, SplitKey } from '../../src/train/split/split-options.ts'
import { SplitError } from '../../src/train/train-errors.ts'
import type { Visit } from '../../src/train/visit.ts'

/** Visits of visitors who come again: each of 400 has one to three. */
const VISITS: readonly SplitKey[] = Array.from({ length: 800 }, (_, index) => ({
  visitorId: `u${(index * 7919) % 400}`,
  startedMs: index * 1000,
  group: `shop ${((index * 7919) % 400) % 40}`,
}))

/** Sides on which each value of a key is. */
function sidesOf(by: (key: SplitKey) => string, parts: readonly Part[]): Map<string, Set<Part>> {
  const sides = new Map<string, Set<Part>>()
  VISITS.forEach((key, index) => {
    const part = parts[index]!
    if (part !== 'dropped') sides.set(by(key), (sides.get(by(key)) ?? new Set()).add(part))
  })
  return sides
}

const share = (parts: readonly Part[], part: Part): number =>
  parts.filter((one) => one === part).length / parts.length

for (const by of ['visitor', 'time', 'group'] as const) {
  test(`split by ${by}: no visitor is on two sides`, () => {
    const { parts } = assignParts(VISITS, { by })
    assert.ok([...sidesOf(({ visitorId }) => visitorId, parts).values()].every(({ size }) => size === 1))
    for (const part of ['train', 'validation', 'held-out'] as const) assert.ok(parts.includes(part), part)
  })
}

test('by visitor, sides are those of training, whatever else is there', () => {
  const { parts, dropped } = assignParts(VISITS)
  assert.equal(dropped, 0)
  const visits = VISITS.map(({ visitorId }, index): Visit => {
    return { id: `${index}`, visitorId, source: 'shop', events: [], after: [], label: 'browse' }
  })
  const split = splitVisits(visits, HOLDOUT)
  const idsOf = (part: Part): string[] =>
    visits.filter((_, index) => parts[index] === part).map(({ id }) => id)
  assert.deepEqual(
    idsOf('train'),
    split.train.map(({ id }) => id),
  )
  assert.deepEqual(
    idsOf('validation'),
    split.validation.map(({ id }) => id),
  )
  assert.deepEqual(
    idsOf('held-out'),
    split.heldOut.map(({ id }) => id),
  )
  assert.deepEqual(assignParts(VISITS.slice(0, 300)).parts, parts.slice(0, 300))
  assert.ok(Math.abs(share(assignParts(VISITS, { heldOut: 0.4 }).parts, 'held-out') - 0.4) < 0.1)
})

test('by time, what is held out is later than what validates, and that later than the rest; who comes back is dropped', () => {
  const { parts, dropped } = assignParts(VISITS, { by: 'time', heldOut: 0.2, validation: 0.25 })
  const times = (part: Part): number[] =>
    VISITS.flatMap(({ startedMs }, index) => (parts[index] === part ? [startedMs!] : []))
  assert.ok(Math.max(...times('train')) < Math.min(...times('validation')))
  assert.ok(Math.max(...times('validation')) < Math.min(...times('held-out')))
  assert.equal(share(parts, 'held-out'), 0.2)
  assert.ok(dropped > 0)
})

test('by time, a table without times is refused by name', () => {
  assert.throws(
    () => assignParts([{ visitorId: 'a' }], { by: 'time' }),
    (error: unknown) =>
      error instanceof SplitError && /needs times, and this table has none/.test(error.message),
  )
})

test('by group, a group stays together, and groups that share a visitor as well', () => {
  const { parts } = assignParts(VISITS, { by: 'group', heldOut: 0.4, validation: 0.4 })
  assert.ok([...sidesOf(({ group }) => group!, parts).values()].every(({ size }) => size === 1))
  const shared = VISITS.concat({ visitorId: 'both', group: 'shop 0' }, { visitorId: 'both', group: 'shop 1' })
  const joined = assignParts(shared, { by: 'group', heldOut: 0.4, validation: 0.3 }).parts
  const at = (group: string): Part => joined[shared.findIndex((key) => key.group === group)]!
  assert.equal(at('shop 0'), at('shop 1'))
  assert.throws(() => assignParts([{ visitorId: 'a' }], { by: 'group' }), /--map group=COLUMN/)
})

test('folds are of like size, whole by visitor, and leave out what is held out', () => {
  const { parts, folds } = assignParts(VISITS, { folds: 5 })
  const counts = new Map<number, number>()
  const foldOf = new Map<string, number>()
  VISITS.forEach(({ visitorId }, index) => {
    const fold = folds![index]!
    counts.set(fold, (counts.get(fold) ?? 0) + 1)
    assert.equal(fold === -1, parts[index] === 'held-out')
    assert.equal(foldOf.get(visitorId) ?? fold, fold)
    foldOf.set(visitorId, fold)
  })
  assert.equal(counts.size, 6)
  for (let fold = 0; fold < 5; fold++) assert.ok(counts.get(fold)! > 80, `fold ${fold}: ${counts.get(fold)}`)
})

test('shares that make no sense and sides that stay empty are refused', () => {
  assert.throws(() => assignParts(VISITS, { heldOut: 1 }), /held-out must be in \[0, 1\), got 1/)
  assert.throws(() => assignParts(VISITS, { validation: NaN }), /validation must be in/)
  assert.throws(() => assignParts(VISITS, { folds: 1 }), /at least 2 folds/)
  assert.throws(() => assignParts([VISITS[0]!, VISITS[1]!]), /No visit is in the part/)
})

test('a visitor on two sides is found and named', () => {
  assert.throws(
    () =>
      assertApart(
        [{ visitorId: 'a' }, { visitorId: 'b' }, { visitorId: 'a' }],
        ['train', 'train', 'held-out'],
      ),
    (error: unknown) => error instanceof SplitError && error.message.includes('"a"'),
  )
  assertApart([{ visitorId: 'a' }, { visitorId: 'a' }], ['dropped', 'held-out'])
})

test('whoever comes however often, nobody is on two sides', () => {
  const visit = fc.record({
    visitorId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    startedMs: fc.nat(50),
    group: fc.constantFrom('x', 'y', 'z'),
  })
  fc.assert(
    fc.property(
      fc.array(visit, { minLength: 1 }),
      fc.constantFrom('visitor', 'time', 'group'),
      (keys, by) => {
        try {
          assertApart(keys, assignParts(keys, { by, heldOut: 0.3, validation: 0.3 }).parts)
        } catch (error) {
          // Few visits may leave a side empty; that is refused, and nothing else is.
          assert.match((error as Error).message, /No visit is in the part/)
        }
      },
    ),
  )
})

/** Visits a minute apart, each of two events, of visitors who come twice. */
const TIMED: readonly Visit[] = Array.from({ length: 400 }, (_, index) => {
  const visitorId = `u${index % 200}`
  const stamp = { sessionId: `s${index}`, source: 'test' as const, items: [] }
  const event = (second: number): Visit['events'][number] => ({
    name: 'view_item',
    id: `${index}/${second}`,
    timeMs: 60_000 * index + 1000 * second,
    ...stamp,
  })
  return {
    id: `v${index}`,
    visitorId,
    source: 'shop',
    events: [event(0), event(5)],
    after: [],
    label: 'browse',
    group: `shop ${index % 20}`,
  }
})

test('training by time holds out the latest quarter, and its rule finds the same visits again', () => {
  const { split, holdout } = splitBy(TIMED, holdoutBy('time'), true)
  assert.equal(holdout.fromMs, 60_000 * 300)
  assert.deepEqual(
    split.heldOut.map(({ id }) => id),
    TIMED.slice(300).map(({ id }) => id),
  )
  const later = new Set(split.heldOut.map(({ visitorId }) => visitorId))
  const learned = [...split.train, ...split.validation]
  assert.ok(split.validation.length > 20 && learned.every(({ visitorId }) => !later.has(visitorId)))
  const again = splitBy(TIMED, holdout, true).split
  assert.deepEqual(again.heldOut, split.heldOut)
  assert.deepEqual(
    new Set(again.train.map(({ id }) => id).filter((id) => !learned.some((visit) => visit.id === id))),
    // Those that training dropped because their visitors came back in the validation part.
    new Set(
      TIMED.filter((visit) => !later.has(visit.visitorId) && !learned.includes(visit)).map(({ id }) => id),
    ),
  )
  assert.match(holdoutWords(holdout), /Visits from 1970-01-01T05:00:00\.000Z on are held out/)
})

test('training by group keeps groups whole, and its rule finds the same visits again', () => {
  const { split, holdout } = splitBy(TIMED, holdoutBy('group'), true)
  const groups = (visits: readonly Visit[]): Set<string> => new Set(visits.map(({ group }) => group!))
  const held = groups(split.heldOut)
  assert.ok([...groups([...split.train, ...split.validation])].every((group) => !held.has(group)))
  assert.deepEqual(splitBy(TIMED, holdout, true).split, split)
})

test('training refuses a split by time without times, and by group without groups', () => {
  assert.throws(() => splitBy(TIMED, holdoutBy('time'), false), SplitError)
  const bare = TIMED.map(({ group: _, ...visit }) => visit)
  assert.throws(() => splitBy(bare, holdoutBy('group'), true), SplitError)
})
