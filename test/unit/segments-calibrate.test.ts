// SPDX-License-Identifier: MIT
// Calibration: temperature, class bias, sigmoid heads.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calibrate, calibrateHead } from '../../src/segments/calibrate.ts'
import type { HeadSpec } from '../../src/segments/calibrate.ts'

const head: HeadSpec = {
  name: 'intent',
  layer: 'intent',
  classes: ['browse', 'cart-abandon', 'buy'],
  units: 3,
  reads: 'visit',
  calibration: { method: 'none' },
}

test('without calibration the outputs pass through', () => {
  assert.deepEqual(calibrateHead([0.5, 0.3, 0.2], head), [0.5, 0.3, 0.2])
})

test('temperature 1 without bias changes nothing', () => {
  const calibrated = calibrateHead([0.5, 0.3, 0.2], {
    ...head,
    calibration: { method: 'temperature', temperature: 1 },
  })
  for (const [i, p] of [0.5, 0.3, 0.2].entries()) assert.ok(Math.abs((calibrated[i] ?? 0) - p) < 1e-12)
})

test('a temperature of 2 takes the square root of the odds', () => {
  const [a = 0, b = 0] = calibrateHead([0.8, 0.2, 0], {
    ...head,
    calibration: { method: 'temperature', temperature: 2 },
  })
  assert.ok(Math.abs(a / b - 2) < 1e-9)
})

test('a class bias multiplies the odds by its exponential', () => {
  const [a = 0, b = 0] = calibrateHead([0.5, 0.5, 0], {
    ...head,
    calibration: { method: 'temperature', temperature: 1, bias: [Math.log(3), 0, 0] },
  })
  assert.ok(Math.abs(a / b - 3) < 1e-9)
})

test('an output of exactly zero stays finite and the sum stays one', () => {
  const calibrated = calibrateHead([1, 0, 0], {
    ...head,
    calibration: { method: 'temperature', temperature: 0.5 },
  })
  assert.ok(calibrated.every(Number.isFinite))
  assert.ok(Math.abs(calibrated.reduce((a, b) => a + b, 0) - 1) < 1e-12)
})

test('a sigmoid head of one unit names both of its classes', () => {
  const sigmoid: HeadSpec = { ...head, name: 'value', classes: ['regular', 'high'], units: 1 }
  assert.deepEqual(calibrate([[0.25]], [sigmoid]), { value: { regular: 0.75, high: 0.25 } })
})

test('a head that the model does not have is absent', () => {
  assert.deepEqual(Object.keys(calibrate([[0.5, 0.3, 0.2]], [head])), ['intent'])
})
