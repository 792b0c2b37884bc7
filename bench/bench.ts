// SPDX-License-Identifier: MIT
// `npm run bench`: measures, prints, and writes bench/RESULTS.md when everything was measured.

import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { readOptions } from './options.ts'
import { replaceSection } from './report/replace-section.ts'
import { shortTable } from './report/short-table.ts'
import { writeReport } from './report/write-report.ts'
import { runBench } from './run-bench.ts'

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const README = fileURLToPath(new URL('../README.md', import.meta.url))

const pretty = async (text: string, filepath: string): Promise<string> =>
  format(text, { ...(await resolveConfig(filepath)), filepath })

try {
  const args = process.argv.slice(2)
  const options = readOptions(args)
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')
  const from = performance.now()
  const log = (line: string): void =>
    void process.stderr.write(`${((performance.now() - from) / 1000).toFixed(0).padStart(4)} s  ${line}\n`)
  const result = await runBench(options, command, log)
  const report = await pretty(writeReport(result), RESULTS)
  console.log(report)
  if (options.complete) {
    writeFileSync(RESULTS, report)
    const readme = replaceSection(readFileSync(README, 'utf8'), shortTable(result))
    writeFileSync(README, await pretty(readme, README))
    log('written: bench/RESULTS.md, and the table of README.md')
  } else log('not written: only a run of everything replaces bench/RESULTS.md')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
