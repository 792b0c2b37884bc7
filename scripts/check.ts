// SPDX-License-Identifier: MIT
// `npm run check:static -- NAME…`: runs the static checks named, or all of them, and prints what each found.

import process from 'node:process'
import { CHECKS } from './check-list.ts'
import { runCheck } from './check-run.ts'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name))
if (unknown.length > 0) {
  console.error(
    `No check is called ${unknown.join(', ')}. There are: ${CHECKS.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}

let failed = 0
for (const check of CHECKS) {
  if (names.length > 0 && !names.includes(check.name)) continue
  const { passed, output, seconds } = await runCheck(check)
  if (!passed) failed += 1
  console.log(
    `${passed ? 'ok  ' : 'FAIL'} ${check.name.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s  ${check.promise}`,
  )
  if (!passed || check.name === 'size') console.log(output.trimEnd())
}
process.exitCode = failed === 0 ? 0 : 1
