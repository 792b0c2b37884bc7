// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import { openJobPool } from '../../src/train/jobs/job-pool.ts'
import type { EchoJob, EchoResult } from './train-jobs-worker.ts'

const ENTRY = new URL('./train-jobs-worker.ts', import.meta.url)

test('results come in the order of the jobs, whichever thread was first, and threads share what they were given', async (t) => {
  const pool = openJobPool<EchoJob, EchoResult, string>(ENTRY, { greeting: 'hello' }, 3)
  t.after(() => pool.close())
  const notes: [number, string][] = []
  const done: number[] = []
  // The first job waits for the others, on another thread.
  const waiting = new Int32Array(new SharedArrayBuffer(4))
  const jobs: EchoJob[] = [
    { name: 'a', waitFor: 4, waiting },
    ...['b', 'c', 'd', 'e'].map((name) => ({ name, waiting })),
  ]
  const results = await pool.runJobs(jobs, {
    onNote: (index, note) => notes.push([index, note]),
    onResult: (index) => void done.push(index),
  })
  assert.deepEqual(
    results.map(({ text }) => text),
    ['hello a', 'hello b', 'hello c', 'hello d', 'hello e'],
  )
  assert.ok(new Set(results.map(({ thread }) => thread)).size > 1)
  assert.notEqual(done[0], 0)
  assert.deepEqual(
    notes.sort(),
    ['a', 'b', 'c', 'd', 'e'].map((name, index) => [index, `began ${name}`]),
  )
  // Threads live on: each was loaded once.
  const again = await pool.runJobs([{ name: 'f', waiting }])
  assert.equal(again[0]!.loads, 1)
})

test('what a job throws is thrown with its place; a thread that ends is no result; a stop ends all', async () => {
  const waiting = new Int32Array(new SharedArrayBuffer(4))
  const run = (job: Partial<EchoJob>, signal?: AbortSignal): Promise<unknown> =>
    openJobPool<EchoJob, EchoResult, string>(ENTRY, { greeting: '' }, 2).runJobs(
      [{ name: 'x', waiting, ...job }],
      signal && { signal },
    )
  await assert.rejects(run({ throws: 'no such thing' }), /Error: no such thing\n.*train-jobs-worker\.ts/s)
  await assert.rejects(run({ exits: true }), /A thread ended with 3 before its job was done/)
  const controller = new AbortController()
  const stopped = run({ waitFor: 1 }, controller.signal)
  controller.abort(new Error('enough'))
  await assert.rejects(stopped, /enough/)
  await assert.rejects(run({}, controller.signal), /enough/)
})
