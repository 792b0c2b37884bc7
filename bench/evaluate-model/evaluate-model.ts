// SPDX-License-Identifier: MIT
// `npm run evaluate:model`: proves the recipe by cross-validation and the shipped package in the browser; prints, and
// writes RESULTS.md and the card of the package when all of the data was measured.

import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { evaluate, SHOPPER_FOLDER } from './evaluate.ts'
import { readOptions, USAGE } from './options.ts'
import { writeCard } from './report/write-card.ts'
import { writeReport } from './report/write-report.ts'

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const CARD = join(SHOPPER_FOLDER, 'CARD.md')

try {
  const args = process.argv.slice(2)
  if (args.includes('--help')) console.log(USAGE)
  else {
    const options = readOptions(args, process.env['VITRINE_DATA'])
    const from = performance.now()
    const log = (line: string): void =>
      void process.stderr.write(`${((performance.now() - from) / 1000).toFixed(0).padStart(5)} s  ${line}\n`)
    const evaluation = await evaluate(options, log)
    const report = await pretty(writeReport(evaluation))
    console.log(report)
    if (options.quick)
      log('not written: only a run on all of the data replaces bench/evaluate-model/RESULTS.md')
    else {
      writeFileSync(RESULTS, report)
      writeFileSync(CARD, await pretty(writeCard(evaluation, readFileSync(CARD, 'utf8'))))
      log('written: bench/evaluate-model/RESULTS.md and models/shopper/CARD.md')
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function pretty(markdown: string): Promise<string> {
  return format(markdown, { ...(await resolveConfig(RESULTS)), filepath: RESULTS })
}
