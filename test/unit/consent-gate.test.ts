// SPDX-License-Identifier: MIT
// The gate between what is seen and what is written.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createConsentGate } from '../../src/consent/consent-gate.ts'
import type { ConsentGate } from '../../src/consent/consent-gate.ts'
import type { ConsentState } from '../../src/types.ts'

interface Draft {
  readonly id: number
  readonly timeMs: number
}

const draft = (id: number): Draft => ({ id, timeMs: 1000 + id })

function open(initial?: ConsentState, maxHeld?: number): { gate: ConsentGate<Draft>; released: Draft[][] } {
  const released: Draft[][] = []
  const gate = createConsentGate<Draft>({
    release: (items) => released.push([...items]),
    ...(initial && { initial }),
    ...(maxHeld && { maxHeld }),
  })
  return { gate, released }
}

test('while pending nothing is released; a grant hands everything over once, in order, with the original times', () => {
  const { gate, released } = open()
  const drafts = [1, 2, 3].map(draft)
  for (const item of drafts) gate.add(item)
  assert.deepEqual(released, [])
  assert.deepEqual(gate.held(), drafts)
  gate.set('granted')
  assert.deepEqual(released, [drafts])
  assert.equal(released[0]?.[0], drafts[0])
  gate.set('granted')
  assert.equal(released.length, 1)
  assert.deepEqual(gate.held(), [])
})

test('while granted each item is released at once', () => {
  const { gate, released } = open('granted')
  gate.add(draft(1))
  gate.add(draft(2))
  assert.deepEqual(released, [[draft(1)], [draft(2)]])
})

test('a grant with nothing waiting releases nothing', () => {
  const { gate, released } = open()
  gate.set('granted')
  assert.deepEqual(released, [])
})

test('what was held when consent was denied, or seen while it was, never comes back', () => {
  const { gate, released } = open()
  gate.add(draft(1))
  gate.set('denied')
  gate.add(draft(2))
  assert.deepEqual(gate.held(), [])
  gate.set('pending')
  gate.add(draft(3))
  gate.set('granted')
  gate.add(draft(4))
  assert.deepEqual(released, [[draft(3)], [draft(4)]])
})

test('a grant that is taken back to pending holds again', () => {
  const { gate, released } = open('granted')
  gate.set('pending')
  gate.add(draft(1))
  assert.deepEqual(released, [])
  gate.set('granted')
  assert.deepEqual(released, [[draft(1)]])
})

test('the memory is bounded and the oldest give way', () => {
  for (const maxHeld of [1, 2, 3]) {
    const { gate } = open('pending', maxHeld)
    for (let id = 1; id <= 5; id++) gate.add(draft(id))
    assert.deepEqual(gate.held(), [1, 2, 3, 4, 5].slice(-maxHeld).map(draft))
  }
  const { gate } = open()
  for (let id = 1; id <= 501; id++) gate.add(draft(id))
  assert.equal(gate.held().length, 500)
  assert.equal(gate.held()[0]?.id, 2)
})

test('clearing forgets what waits', () => {
  const { gate, released } = open()
  gate.add(draft(1))
  gate.clear()
  gate.set('granted')
  assert.deepEqual(released, [])
})

test('a release that throws has had its items all the same: they are not handed over twice', () => {
  let calls = 0
  const gate = createConsentGate<number>({
    release() {
      calls++
      throw new Error('the store')
    },
  })
  gate.add(1)
  assert.throws(() => gate.set('granted'))
  gate.set('granted')
  assert.equal(calls, 1)
})

test('an item that is added during the release comes after it', () => {
  const released: number[][] = []
  const gate = createConsentGate<number>({
    release(items) {
      released.push([...items])
      if (items.includes(1)) gate.add(3)
    },
  })
  gate.add(1)
  gate.add(2)
  gate.set('granted')
  assert.deepEqual(released, [[1, 2], [3]])
})

test('in any sequence, what is released was seen while granted, or pending and then granted without a denial', () => {
  const step = fc.constantFrom('add', 'add', 'add', 'pending', 'granted', 'denied')
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { gate, released } = open()
      const expected: number[] = []
      let waiting: number[] = []
      let state: string = 'pending'
      steps.forEach((name, id) => {
        if (name !== 'add') {
          gate.set(name as ConsentState)
          state = name
        } else {
          gate.add(draft(id))
          if (state !== 'denied') waiting.push(id)
        }
        if (state === 'granted') expected.push(...waiting)
        if (state !== 'pending') waiting = []
      })
      assert.deepEqual(
        released.flat().map(({ id }) => id),
        expected,
      )
    }),
    { numRuns: 500, seed: 20261124 },
  )
})
