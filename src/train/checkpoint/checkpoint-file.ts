// SPDX-License-Identifier: MIT
// A checkpoint as one file: a line that names it, JSON for what is small, then the arrays as they lie in memory.

import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import type { FitState } from '../fit/fit-state.ts'
import { writingTo } from '../pack/output.ts'
import { CheckpointError } from '../train-errors.ts'
import type { RunFacts } from './run-facts.ts'

/** A state, and what it is the state of. */
export interface Checkpoint {
  readonly facts: RunFacts
  readonly state: FitState
}

const MAGIC = 'vitrine checkpoint 1\n'

type Group = 'weights' | 'best' | 'first' | 'second' | 'averages'
type Values = Float32Array | Float64Array

/** What precedes the arrays. */
interface Header {
  readonly facts: RunFacts
  readonly position: Pick<FitState, 'epoch' | 'batch' | 'done' | 'lossSum' | 'epochRandom' | 'random'>
  readonly trainingLosses: readonly number[]
  readonly validationLosses: readonly number[]
  readonly steps: number
  /** As text: JSON knows neither infinity nor NaN. */
  readonly bestLoss: string
  readonly bestEpoch: number
  readonly arrays: readonly { readonly group: Group; readonly name: string; readonly length: number }[]
  /** Of the bytes of the arrays, lower-case hex. */
  readonly sha256: string
}

/**
 * Writes a checkpoint beside its place and then moves it there: a reader sees the old one or the new.
 * @throws `OutputError` where it cannot be written.
 */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  // The state is the live one: it is taken down before anything is awaited.
  const bytes = toBytes(checkpoint)
  await writingTo(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const fresh = `${path}.${process.pid}.new`
    try {
      await writeFile(fresh, bytes)
      await rename(fresh, path)
    } finally {
      await rm(fresh, { force: true })
    }
  })
}

/**
 * Reads a checkpoint.
 * @returns `undefined` where there is none.
 * @throws {@link CheckpointError} for a file that is none or is damaged.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const problem = (what: string): CheckpointError =>
    new CheckpointError(path, `${what}. Delete it and start again without --resume.`)
  const start = MAGIC.length + 4
  if (bytes.length < start || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw problem('it is no checkpoint of this release')
  }
  const end = start + bytes.readUInt32LE(MAGIC.length)
  let header: Header
  try {
    header = JSON.parse(bytes.toString('utf8', start, end)) as Header
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw problem('it is damaged')
  }
  if (toSha256(bytes.subarray(end)) !== header.sha256) throw problem('it is damaged')
  return fromParts(header, bytes.subarray(end))
}

/** Deletes a checkpoint, where there is one. */
export async function deleteCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true })
}

function toBytes({ facts, state }: Checkpoint): Buffer {
  const { weights, best, adam, trainingLosses, validationLosses } = state
  const { epoch, batch, done, lossSum, epochRandom, random } = state
  const groups: Record<Group, ReadonlyMap<string, Values>> = {
    weights,
    best: best.values,
    first: adam.first,
    second: adam.second,
    averages: adam.averages,
  }
  const all = (Object.keys(groups) as Group[]).flatMap((group) =>
    [...groups[group]].map(([name, values]) => ({ group, name, values })),
  )
  const arrays = Buffer.concat(
    all.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  )
  const header: Header = {
    facts,
    position: { epoch, batch, done, lossSum, epochRandom, random },
    trainingLosses,
    validationLosses,
    steps: adam.steps,
    bestLoss: String(best.loss),
    bestEpoch: best.epoch,
    arrays: all.map(({ group, name, values }) => ({ group, name, length: values.length })),
    sha256: toSha256(arrays),
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, json, arrays])
}

function fromParts(header: Header, bytes: Uint8Array): Checkpoint {
  const floats: Record<'weights' | 'best', Map<string, Float32Array>> = {
    weights: new Map(),
    best: new Map(),
  }
  const doubles: Record<'first' | 'second' | 'averages', Map<string, Float64Array>> = {
    first: new Map(),
    second: new Map(),
    averages: new Map(),
  }
  let at = 0
  for (const { group, name, length } of header.arrays) {
    const isFloat = group === 'weights' || group === 'best'
    // A copy of its own: arrays begin at multiples of their width.
    const own = Uint8Array.from(bytes.subarray(at, (at += length * (isFloat ? 4 : 8)))).buffer
    if (isFloat) floats[group].set(name, new Float32Array(own))
    else doubles[group].set(name, new Float64Array(own))
  }
  const best = { loss: Number(header.bestLoss), epoch: header.bestEpoch, values: floats.best }
  const { trainingLosses, validationLosses, steps, position, facts } = header
  const adam = { steps, ...doubles }
  return {
    facts,
    state: { ...position, trainingLosses, validationLosses, best, weights: floats.weights, adam },
  }
}

function toSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
