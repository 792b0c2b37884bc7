// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runSearchCommand } from '../../src/train/commands/search.ts'
import { isHeldOut } from '../../src/train/holdout.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import { findSchemaProblem, type Schema } from '../../src/train/report/check-schema.ts'
import { foldParts } from '../../src/train/search/fold-parts.ts'
import { JOURNAL_FILE, searchOptions, type SearchOptions } from '../../src/train/search/run-search.ts'
import { SEARCH_SCHEMA, type SearchResults } from '../../src/train/search/search-results.ts'
import { splitVisits } from '../../src/train/split/split-visits.ts'
import { HOLDOUT } from '../../src/train/holdout.ts'
import { CheckpointError, StoppedError, TrainingDataError, UsageError } from '../../src/train/train-errors.ts'
import { createReadReport } from '../../src/train/visit.ts'
import { inventedShop } from './train-support.ts'

const CLI = fileURLToPath(new URL('../../src/train/cli.ts', import.meta.url))
let folder: string
let data: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-search-'))
  data = join(folder, 'shop.csv')
  await writeFile(data, inventedShop(700))
})
after(() => rm(folder, { recursive: true }))

/** Small and quick: a round of two trials and one of one. */
function small(out: string, more: Partial<SearchOptions> = {}): SearchOptions {
  return {
    rees46: data,
    out: join(folder, out),
    vary: { 'learning-rate': { low: 0.001, high: 0.05, scale: 'log' }, 'batch-size': [32, 64] },
    fixed: { epochs: 2 },
    trials: 3,
    round: 2,
    jobs: 2,
    ...more,
  }
}

let whole: SearchResults
test('a search gives trials that a schema knows, one of them the best', async () => {
  const seen: number[] = []
  whole = await searchOptions(small('whole'), { onProgress: ({ share }) => seen.push(share) })
  assert.equal(findSchemaProblem(whole, SEARCH_SCHEMA, {}), undefined)
  assert.deepEqual(
    whole.trials.map(({ number, round }) => [number, round]),
    [
      [1, 1],
      [2, 1],
      [3, 2],
    ],
  )
  const losses = whole.trials.flatMap(({ status, value }) => (status === 'done' ? [value!] : []))
  assert.equal(whole.trials[whole.best! - 1]!.value, Math.min(...losses))
  assert.ok(whole.trials.every(({ fits }) => fits[0]!.curve.length > 0))
  assert.equal(new Set(whole.trials.map(({ value }) => value)).size, 3)
  assert.ok(seen.every((share, index) => index === 0 || share >= seen[index - 1]!))
  assert.equal(seen.at(-1), 1)
})

test('one thread finds what two find, to the last bit', async () => {
  assert.deepEqual(await searchOptions(small('alone', { jobs: 1 })), whole)
})

test('a search that was stopped goes on with the same trials, and a longer one begins with them', async () => {
  const controller = new AbortController()
  const out = 'stopped'
  const stopped = searchOptions(small(out, { signal: controller.signal }), {
    onProgress: ({ done }) => {
      if (done === 1) controller.abort(new StoppedError('SIGINT'))
    },
  })
  await assert.rejects(stopped, StoppedError)
  const journal = join(folder, out, JOURNAL_FILE)
  const before = await readFile(journal, 'utf8')
  assert.ok(before.split('\n').length < 2 + 3, before)
  // As a run leaves it that was killed while it wrote.
  await writeFile(journal, `${before}{"trial":`)
  assert.deepEqual(await searchOptions(small(out, { resume: true })), whole)
  const longer = await searchOptions(small(out, { resume: true, trials: 4 }))
  assert.deepEqual(longer.trials.slice(0, 3), whole.trials)
  assert.equal(longer.trials.length, 4)
})

test('a journal is never overwritten, nor gone on with by another search', async () => {
  const cases: readonly (readonly [Partial<SearchOptions>, RegExp])[] = [
    [{}, /there is a search already\. --resume goes on/],
    [{ resume: true, fixed: { epochs: 3 } }, /fixed-epochs \(then 2, now 3\)/],
    [{ resume: true, seed: 2 }, /search-seed \(then 1, now 2\)/],
    [{ resume: true, vary: { 'batch-size': [32, 64] } }, /vary learning-rate \(then .*, now not set\)/],
  ]
  for (const [more, message] of cases) {
    await assert.rejects(searchOptions(small('whole', more)), (error: unknown) => {
      assert.ok(error instanceof CheckpointError)
      assert.match(error.message, message)
      return true
    })
  }
})

test('folds: every trial is measured on each, with a standard error, by average precision', async () => {
  const options = small('folds', { folds: 2, trials: 2, objective: 'average-precision', method: 'random' })
  const { trials, best } = await searchOptions(options)
  for (const { fits, value, error } of trials) {
    assert.equal(fits.length, 2)
    const [a, b] = fits.map((fit) => fit.value!)
    assert.ok(Math.abs(value! - (a! + b!) / 2) < 1e-12)
    assert.ok(Math.abs(error! - Math.abs(a! - b!) / 2) < 1e-12)
  }
  assert.equal(trials[best! - 1]!.value, Math.max(...trials.map(({ value }) => value!)))
})

test('no visitor is on two sides of a fold, nobody who is held out is in any, and each other one is measured once', async () => {
  const { visits } = await readVisits({ data, layout: 'rees46' })
  const sets = [
    {
      name: 'rees46' as const,
      report: createReadReport(),
      split: splitVisits(visits, HOLDOUT),
      holdout: HOLDOUT,
    },
  ]
  const ids = (part: readonly { visitorId: string }[]): string[] => part.map(({ visitorId }) => visitorId)
  const parts = foldParts(sets, 3)
  for (const { train, stopping, measured } of [...parts, ...foldParts(sets)]) {
    const all = [train, stopping, measured].flatMap((part) => [...new Set(ids(part))])
    assert.equal(new Set(all).size, all.length)
    assert.ok(!all.some((id) => isHeldOut(id)))
  }
  const measured = parts.flatMap((part) => ids(part.measured))
  assert.deepEqual(
    measured.sort(),
    visits
      .map(({ visitorId }) => visitorId)
      .filter((id) => !isHeldOut(id))
      .sort(),
  )
  const sizes = parts.map((part) => part.measured.length)
  assert.ok(Math.min(...sizes) > 0.7 * Math.max(...sizes), `${sizes}`)
  assert.throws(() => foldParts(sets, 80), TrainingDataError)
})

test('what makes no sense is refused before anything is read', async () => {
  const cases: readonly (readonly [Partial<SearchOptions>, RegExp])[] = [
    [{ vary: {} }, /Nothing varies/],
    [{ vary: { epochs: [1, 2] } }, /--epochs is given, and varies, too/],
    [{ vary: { 'batch-size': [0] } }, /batch-size\[0\] must be at least 1, got 0/],
    [{ vary: { 'batch-size': [8, 8] } }, /batch-size has the value 8 twice/],
    [{ vary: { 'weight-decay': { low: 0, high: 0.1, scale: 'log' } } }, /must begin above 0/],
    [{ vary: { 'weight-decay': { low: 0.1, high: 0.1 } } }, /0\.1\.\.0\.1 is no range/],
    [{ vary: { dropout: [0.1] } }, /dropout is not known/],
    [{ fixed: { network: 'huge' } }, /network\[0\] must be one of compact/],
  ]
  for (const [more, message] of cases) {
    await assert.rejects(searchOptions(small('none', { rees46: 'nowhere', ...more })), (error: unknown) => {
      assert.ok(error instanceof UsageError, String(error))
      assert.match(error.message, message)
      return true
    })
  }
})

function vitrine(args: readonly string[], kill?: RegExp): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args])
  let output = ''
  let isKilled = false
  const read = (chunk: Buffer): void => {
    output += chunk.toString()
    if (!kill || isKilled || !kill.test(output)) return
    isKilled = true
    child.kill('SIGINT')
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

test('vitrine search: Ctrl-C keeps what was tried, --resume ends the search, and the table, the page and the command come', async () => {
  const out = join(folder, 'command')
  const space = join(folder, 'space.json')
  await writeFile(
    space,
    JSON.stringify({ 'batch-size': [32, 64], 'learning-rate': { low: 0.001, high: 0.05, scale: 'log' } }),
  )
  const args = [
    'search',
    '--rees46',
    data,
    '--out',
    out,
    '--epochs',
    '2',
    '--trials',
    '3',
    '--round',
    '2',
    '--jobs',
    '1',
  ]
  args.push('--space', space)
  const first = await vitrine(args, /1 of 3: trial 1 0\.\d+; best trial 1 0\.\d+; \d+ s left/)
  assert.equal(first.code, 130, first.output)
  assert.match(first.output, /To go on: vitrine search .* --resume\n/)
  const second = await vitrine([...args, '--resume'])
  assert.equal(second.code, 0, second.output)
  assert.match(second.output, /\| trial \| log loss \| batch-size \| learning-rate \| epochs \|/)
  const results = JSON.parse(await readFile(join(out, 'search.json'), 'utf8')) as SearchResults
  assert.equal(findSchemaProblem(results, SEARCH_SCHEMA, {}), undefined)
  const { values } = results.trials[results.best! - 1]!
  const command = `vitrine train --rees46 ${data} --epochs 2 --batch-size ${values['batch-size']} --learning-rate ${values['learning-rate']} --out ${out}/best`
  assert.ok(second.output.trimEnd().endsWith(command), second.output)
  const page = await readFile(join(out, 'search.html'), 'utf8')
  assert.ok(page.includes(command))
  assert.equal(page.match(/<svg [^>]*role="img"/g)?.length, 5)
  assert.ok(!/<script|https?:(?!\/\/www\.w3\.org)/.test(page))
})

test('its schemas are printed and know every trainable option', async () => {
  const printed = async (flag: string): Promise<Schema> => {
    const lines: string[] = []
    await runSearchCommand([flag], (line) => lines.push(line))
    return JSON.parse(lines.join('\n')) as Schema
  }
  assert.ok('learning-rate' in (await printed('--space-schema')).properties!)
  assert.ok('trials' in (await printed('--schema')).properties!)
})
