// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import { createLineProgress } from '../../src/train/report/line-progress.ts'
import { createTimeLeft } from '../../src/train/report/time-left.ts'

test('the time left follows from the speed since the first call', () => {
  let ms = 0
  const timeLeft = createTimeLeft(() => ms)
  assert.equal(timeLeft(0.5), '…')
  ms = 10_000
  assert.equal(timeLeft(0.6), '40 s left at most')
  ms = 400_000
  assert.equal(timeLeft(0.7), '10 min left at most')
  assert.equal(timeLeft(1), 'done')
})

test('lines come now and then, with how much is done and how long it takes', () => {
  let ms = 0
  const lines: string[] = []
  const show = createLineProgress(
    'visits encoded',
    (line) => lines.push(line),
    () => ms,
  )
  for (let done = 0; done <= 10_000; done += 1000) {
    show(done, 20_000)
    ms += 1000
  }
  assert.deepEqual(lines, [
    '5,000 of 20,000 visits encoded, 15 s left at most',
    '10,000 of 20,000 visits encoded, 10 s left at most',
  ])
})
