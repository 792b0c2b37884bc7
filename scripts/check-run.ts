// SPDX-License-Identifier: MIT
// Runs one static check and gives what it said.

import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Check } from './check-list.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** How a check ended. */
export interface CheckResult {
  readonly passed: boolean
  /** Standard output and error, in the order of arrival. */
  readonly output: string
  readonly seconds: number
}

/**
 * Runs a check to its end.
 * @param check - One of `CHECKS`.
 */
export function runCheck(check: Check): Promise<CheckResult> {
  const startedMs = Date.now()
  return new Promise((resolve, reject) => {
    // The markers of a surrounding test run would make a tool believe that it is a test itself.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const child = spawn(process.execPath, check.args, { cwd: ROOT, env: { ...env, NO_COLOR: '1' } })
    let output = ''
    const keep = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ passed: code === 0, output, seconds: (Date.now() - startedMs) / 1000 })
    })
  })
}
