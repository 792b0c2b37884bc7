// SPDX-License-Identifier: MIT
// `npm run evaluate:model`: proves the recipe by cross-validation and the shipped package in the browser; prints, and
// writes RESULTS.md when all of the data was measured.

import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { evaluate } from './evaluate.ts'
import { readOptions, USAGE } from './options.ts'
import { writeReport } from './report/write-report.ts'

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url))

try {
  const args = process.argv.slice(2)
  if (args.includes('--help')) console.log(USAGE)
  else {
    const options = readOptions(args, process.env['VITRINE_DATA'])
    const from = performance.now()
    const log = (line: string): void =>
      void process.stderr.write(`${((performance.now() - from) / 1000).toFixed(0).padStart(5)} s  ${line}\n`)
    const evaluation = await evaluate(options, log)
    const report = await format(writeReport(evaluation), {
      ...(await resolveConfig(RESULTS)),
      filepath: RESULTS,
    })
    console.log(report)
    if (options.quick)
      log('not written: only a run on all of the data replaces bench/evaluate-model/RESULTS.md')
    else {
      writeFileSync(RESULTS, report)
      log('written: bench/evaluate-model/RESULTS.md')
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
