// SPDX-License-Identifier: MIT
// `npm run replay -- FILE`: real visits through the built library in Chromium, compared with the Node evaluation.

import { existsSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { encodeHistory } from '../src/features/encode-history.ts'
import { isHeldOut } from '../src/train/holdout.ts'
import { loadNodeScorer } from '../src/train/node-scorer.ts'
import { readVisits } from '../src/train/read/read-visits.ts'
import { headTask } from '../src/train/heads.ts'
import { fitRivals } from '../src/train/rivals/rivals.ts'
import { playInPage } from './replay/play-in-page.ts'
import { formatReport, summarise } from './replay/report.ts'
import type { StopReport } from './replay/report.ts'
import { eventsAt, STOPS } from './replay/stops.ts'

const USAGE = `Usage: npm run replay -- FILE [options]

Plays the visits of a file in REES46 layout through dist/ in headless Chromium (track(), IndexedDB, worker, engine,
visitor state) and prints AUC and average precision of the intent head by number of events seen, beside the same visits
evaluated in Node and a logistic regression on eight counts, fitted on the visits of FILE that are not held out.

  --limit N        visits to play (default: all)
  --engine NAME    webgl, wasm or cpu (default: webgl)
  --trained        also play visits that the model was trained on (default: only those held out)`

const PACKAGE = 'dist/models/shopper'
/** Page and Node must agree this closely. */
const MOST_DIFFERENCE = 2e-3

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string' },
    engine: { type: 'string', default: 'webgl' },
    trained: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const [file] = positionals
if (values.help || file === undefined) {
  console.log(USAGE)
  process.exit(values.help ? 0 : 2)
}
if (!existsSync(`${PACKAGE}/model.json`)) {
  console.error(`${PACKAGE} is not there. Build it first: npm run build`)
  process.exit(2)
}

const scorer = await loadNodeScorer(PACKAGE)
const { holdout } = scorer.metadata
const { visits: all } = await readVisits({ data: file, layout: 'rees46' })
const visits = all
  .filter(({ visitorId }) => values.trained || isHeldOut(visitorId, holdout))
  .slice(0, values.limit === undefined ? undefined : Number(values.limit))
const bought = visits.map(({ label }) => label === 'buy')
console.log(
  `${visits.length} visits of ${all.length}, ${bought.filter(Boolean).length} buy; ` +
    `${values.trained ? 'trained ones among them' : 'none of them trained on'}; engine ${values.engine}`,
)
const rivals = fitRivals(
  all.filter(({ visitorId }) => !isHeldOut(visitorId, holdout)),
  headTask('intent'),
)
const logistic = rivals.find(({ name }) => name.startsWith('logistic'))
if (!logistic) throw new Error('There is no logistic rival.')

const played = await playInPage(visits, values.engine, (count) => {
  if (count % 100 === 0) console.log(`  ${count} played`)
})
const reports: StopReport[] = []
for (const stop of STOPS) {
  const seen = visits.map(({ events }) => events.slice(0, eventsAt(stop, events.length)))
  const inNode = await scorer.score(seen.map((events) => encodeHistory(events, 'visit')))
  const scored = seen.map((events, i) => {
    const look = played[i]?.find((at) => at.events === events.length)
    if (!look) throw new Error(`Visit ${visits[i]?.id} was not looked at after ${events.length} events.`)
    return { ...look, page: look.intent, node: inNode[i]?.intent ?? {}, logistic: logistic.predict(events) }
  })
  reports.push(summarise(stop, scored, bought))
}
console.log(`\n${formatReport(reports)}\n`)
const largest = Math.max(...reports.map((report) => report.largestDifference))
const agree = largest <= MOST_DIFFERENCE
console.log(
  `Page and Node ${agree ? 'agree' : 'DISAGREE'}: ${largest.toExponential(2)}, allowed ${MOST_DIFFERENCE}.`,
)
process.exitCode = agree ? 0 : 1
