// SPDX-License-Identifier: MIT
// `npm test -- SUITE…`: runs the suites named, or all of them, and ends with the line `N passed, N failed`.

import process from 'node:process'
import { findChromium } from './find-chromium.ts'
import { SUITES, findTestFiles } from './test-suites.ts'
import type { Suite } from './test-suites.ts'
import { runTestFiles } from './test-run.ts'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(
    `No suite is called ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}

async function runSuite(suite: Suite): Promise<{ passed: number; failed: number; skipped: number }> {
  console.log(`\n${suite.name}: ${suite.proves}`)
  // Looked for once, and installed where there is none, before several test files ask for it at a time.
  if (suite.needsBrowser) process.env['VITRINE_CHROMIUM'] = await findChromium()
  return runTestFiles(findTestFiles(suite), suite.concurrency, suite.limitMinutes * 60_000)
}

const total = { passed: 0, failed: 0, skipped: 0 }
for (const suite of SUITES) {
  if (names.length > 0 && !names.includes(suite.name)) continue
  const { passed, failed, skipped } = await runSuite(suite)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}
const skips = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skips}`)
process.exit(total.failed === 0 ? 0 : 1)
