// SPDX-License-Identifier: MIT
// The package in Chromium against Node: every engine, on every visit of the data.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../../scripts/launch-chromium.ts'
import type { ModelJson } from '../../../src/model/package-format.ts'
import { encodeVisit } from '../../../src/train/heads.ts'
import type { NodeScorer } from '../../../src/train/node-scorer.ts'
import type { Visit } from '../../../src/train/visit.ts'
import type { EngineName } from '../../../src/types.ts'
import { bundle } from '../../bundle.ts'
import type { SourceVisits } from '../data/read-sources.ts'
import type { SourceName } from '../recipe.ts'
import { flatten } from './flatten.ts'
import type { ParityPage } from './parity-page.ts'

declare const parity: ParityPage

/** How far an engine in the page is from Node. */
export interface Parity {
  readonly source: SourceName
  readonly engine: EngineName
  readonly visits: number
  /** Of calibrated probabilities; NaN where the page gave one. */
  readonly largest: number
  /** Mean over visits of the largest of each. */
  readonly mean: number
}

const ORIGIN = 'http://parity.test'
const BATCH = 256

/**
 * Measures.
 * @param packageDir - Folder of the package.
 * @param scorer - The same package in Node, on the plain engine.
 * @param log - Told how far it is.
 */
export async function measureParity(
  packageDir: string,
  scorer: NodeScorer,
  sources: readonly SourceVisits[],
  log: (line: string) => void,
): Promise<Parity[]> {
  const script = await bundle('evaluate-model/package/parity-page.ts', { cutTfjs: true, format: 'iife' })
  const browser = await launchChromium()
  try {
    return await measureIn(browser, script, packageDir, scorer, sources, log)
  } finally {
    await browser.close()
  }
}

async function measureIn(
  browser: Browser,
  script: string,
  packageDir: string,
  scorer: NodeScorer,
  sources: readonly SourceVisits[],
  log: (line: string) => void,
): Promise<Parity[]> {
  const json = JSON.parse(await readFile(join(packageDir, 'model.json'), 'utf8')) as ModelJson
  const shards = json.weightsManifest.flatMap(({ paths }) => paths)
  const page = await browser.newPage()
  await page.route(`${ORIGIN}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1)
    if (name === 'model.json' || shards.includes(name)) {
      await route.fulfill({ body: await readFile(join(packageDir, name)) })
    } else if (name === 'parity.js') {
      await route.fulfill({ contentType: 'text/javascript', body: script })
    } else {
      const body = '<!doctype html><title>Parity</title><script src="/parity.js"></script>'
      await route.fulfill({ contentType: 'text/html', body })
    }
  })
  await page.goto(`${ORIGIN}/`)
  await page.evaluate(
    ([model, ...weights]) => parity.start(model!, weights),
    ['/model.json', ...shards.map((name) => `/${name}`)],
  )
  const { heads } = scorer.metadata
  const all: Parity[] = []
  for (const { name, visits } of sources) {
    const gathered = new Map<EngineName, number[]>()
    for (let from = 0; from < visits.length; from += BATCH) {
      const part = visits.slice(from, from + BATCH)
      const here = await scorer.score(part.map((visit) => encodeVisit(visit)))
      const there = await page.evaluate((some: readonly Visit[]) => parity.score(some), part)
      for (const [engine, rows] of Object.entries(there) as [EngineName, number[][]][]) {
        const differences = rows.map((row, index) => largestDifference(row, flatten(here[index]!, heads)))
        gathered.set(engine, [...(gathered.get(engine) ?? []), ...differences])
      }
      if ((from / BATCH) % 8 === 0) log(`parity: ${from + part.length} of ${visits.length} of ${name}`)
    }
    for (const [engine, differences] of gathered) {
      const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
      all.push({ source: name, engine, visits: visits.length, largest: largestOf(differences), mean })
    }
  }
  return all
}

/** Of two rows, NaN where one is no number. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  return a.length === b.length ? largestOf(a.map((value, index) => Math.abs(value - b[index]!))) : NaN
}

/** NaN is the largest of all. */
function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => (value <= most || Number.isNaN(most) ? most : value), 0)
}
