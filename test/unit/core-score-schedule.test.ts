// SPDX-License-Identifier: MIT
// Scheduling: coalescing, visibility, running now.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScoreSchedule } from '../../src/core/score-schedule.ts'
import { createFakePlatform } from '../support/fake-platform.ts'

function setUp(): {
  platform: ReturnType<typeof createFakePlatform>
  runs: (() => void)[]
  schedule: ReturnType<typeof createScoreSchedule>
} {
  const platform = createFakePlatform()
  const runs: (() => void)[] = []
  const schedule = createScoreSchedule(platform, () => new Promise((resolve) => void runs.push(resolve)))
  return { platform, runs, schedule }
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('many requests before the idle slice are one run', () => {
  const { platform, runs, schedule } = setUp()
  for (let i = 0; i < 100; i++) schedule.request()
  assert.equal(runs.length, 0)
  platform.runIdle()
  assert.equal(runs.length, 1)
})

test('requests while a run is under way lead to exactly one more', async () => {
  const { platform, runs, schedule } = setUp()
  schedule.request()
  platform.runIdle()
  schedule.request()
  schedule.request()
  platform.runIdle()
  assert.equal(runs.length, 1)
  runs[0]?.()
  await settle()
  platform.runIdle()
  assert.equal(runs.length, 2)
  runs[1]?.()
  await settle()
  platform.runIdle()
  assert.equal(runs.length, 2)
})

test('a hidden page runs nothing until it is seen again', () => {
  const { platform, runs, schedule } = setUp()
  platform.setVisible(false)
  schedule.request()
  platform.runIdle()
  assert.equal(runs.length, 0)
  platform.setVisible(true)
  platform.runIdle()
  assert.equal(runs.length, 1)
})

test('now() waits for the run under way and then runs once more, also when asked twice', async () => {
  const { platform, runs, schedule } = setUp()
  schedule.request()
  platform.runIdle()
  let done = 0
  void schedule.now().then(() => done++)
  void schedule.now().then(() => done++)
  await settle()
  assert.equal(runs.length, 1)
  for (let i = 0; i < 3; i++) {
    runs[i]?.()
    await settle()
  }
  assert.equal(runs.length, 3)
  assert.equal(done, 2)
})

test('dispose() leaves no listener, delay or idle task', () => {
  const { platform, runs, schedule } = setUp()
  schedule.request()
  schedule.dispose()
  assert.equal(platform.held(), 0)
  platform.runIdle()
  assert.equal(runs.length, 0)
})
