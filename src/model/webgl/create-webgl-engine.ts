// SPDX-License-Identifier: MIT
// The engine on the GPU: one upload, a draw a pass, one readback, however many visits are scored.

import { EngineError, ModelInputError } from '../../errors.ts'
import { checkBatch } from '../check-batch.ts'
import { checkScores } from '../check-scores.ts'
import type { Engine, ScoreBatch } from '../engine.ts'
import type { Network } from '../network.ts'
import { createDevice } from './device.ts'
import type { Device, Handle } from './device.ts'
import { abreastOf, widthOf } from './layout.ts'
import type { Layout } from './layout.ts'
import type { ComputeContext } from './open-context.ts'
import type { GpuPlan, Pass, Program } from './pass.ts'
import { planPasses } from './plan-passes.ts'
import type { TextureRef } from './value.ts'

/** What can be measured about a running engine; for tests and the bench. */
export interface WebglEngine extends Engine {
  /** Name of the renderer. */
  readonly renderer: string
  /** What it holds: data ids of the backend, textures, bytes of the weights on the GPU. */
  memory(): ReturnType<Device['memory']> & { readonly weightBytes: number }
}

/**
 * Starts the engine: uploads the weights, compiles the programs.
 * @param network - The planned network of a package.
 * @param context - Where it runs. The engine owns it from now on, and closes it also when it cannot start.
 * @throws `EngineError` when this device cannot run it.
 */
export async function createWebglEngine(network: Network, context: ComputeContext): Promise<WebglEngine> {
  const device = createDevice(context)
  try {
    // What runs holds no weight but those on the GPU: neither the package's nor the packed ones.
    const { weights: packed, ...plan } = planPasses(network, device.maxSize)
    const weights = packed.map(({ data, width, height }) => device.createTexture(data, width, height))
    const weightBytes = packed.reduce((sum, weight) => sum + weight.data.byteLength, 0)
    const { length, channelCount, vocabulary, outputs } = network
    const sizes = { length, channelCount, vocabulary, outputs }
    const { compile, ...engine } = createRunner(sizes, plan, weights, weightBytes, device, context.renderer)
    await compile()
    return engine
  } catch (error) {
    device.dispose()
    throw error
  }
}

function createRunner(
  network: Pick<Network, 'length' | 'channelCount' | 'vocabulary' | 'outputs'>,
  plan: Omit<GpuPlan, 'weights'>,
  weights: readonly Handle[],
  weightBytes: number,
  device: Device,
  renderer: string,
): WebglEngine & { compile(): Promise<void> } {
  const inputWidth = widthOf(plan.input)
  let input: Handle | undefined
  let staging = new Float32Array()
  let capacity = 0
  let disposed = false

  function allocateBatch(visits: number): Handle {
    if (input === undefined || visits > capacity) {
      if (input !== undefined) device.release(input)
      capacity = Math.min(2 ** Math.ceil(Math.log2(visits)), plan.maxVisits)
      staging = new Float32Array(4 * inputWidth * plan.input.rows * capacity)
      input = device.createTexture(undefined, inputWidth, plan.input.rows * capacity)
    }
    return input
  }

  // Interleaves tokens and channels as the passes read them, and uploads them in one go.
  function uploadBatch(batch: ScoreBatch, from: number, visits: number): Handle {
    const target = allocateBatch(visits)
    const { length, channelCount } = network
    const stride = 4 * plan.input.texels
    for (let visit = 0; visit < visits; visit++) {
      const row = visit * plan.input.rows * 4 * inputWidth
      for (let step = 0; step < length; step++) {
        const source = (from + visit) * length + step
        const cell = row + step * stride
        staging[cell] = batch.tokens[source]!
        for (let c = 0; c < channelCount; c++)
          staging[cell + 1 + c] = batch.channels[source * channelCount + c]!
      }
    }
    device.upload(target, staging, inputWidth, plan.input.rows * visits)
    return target
  }

  function draw(program: Program, find: (ref: TextureRef) => Handle, visits: number, t: number): Handle {
    const { width, height, abreast } = sizeOf(program.output, visits)
    const names = Object.keys(program.reads)
    return device.run(
      { names, code: program.code, width, height },
      Object.values(program.reads).map(find),
      program.output.abreast ? abreast : t,
    )
  }

  function sizeOf(layout: Layout, visits: number): { width: number; height: number; abreast: number } {
    const abreast = abreastOf(layout, visits, device.maxSize)
    return { width: widthOf(layout) * abreast, height: layout.rows * Math.ceil(visits / abreast), abreast }
  }

  function finder(values: readonly Handle[], batchInput: Handle): (ref: TextureRef) => Handle {
    return (ref) => {
      if (ref.kind === 'weight') return weights[ref.id] ?? fail('a weight is missing')
      return ref.kind === 'value' ? (values[ref.id] ?? fail('a value is missing')) : batchInput
    }
  }

  // All draws of a pass. Before the first there is no state to read: any texture stands in, the program ignores it.
  function runPass(pass: Pass, find: (ref: TextureRef) => Handle, visits: number): Handle {
    let output: Handle | undefined
    for (let t = 0; t < pass.draws; t++) {
      const previous = output
      const standIn = weights[0] ?? find({ kind: 'input' })
      let prelude: Handle | undefined
      const findHere = (ref: TextureRef): Handle => {
        if (ref.kind === 'previous') return previous ?? standIn
        return ref.kind === 'prelude' ? (prelude ?? standIn) : find(ref)
      }
      if (pass.prelude !== undefined && previous !== undefined)
        prelude = draw(pass.prelude, findHere, visits, t)
      output = draw(pass, findHere, visits, t)
      if (previous !== undefined) device.release(previous)
      if (prelude !== undefined) device.release(prelude)
    }
    return output ?? fail('a pass draws nothing')
  }

  async function scoreSome(batch: ScoreBatch, from: number, visits: number): Promise<Float32Array> {
    const batchInput = uploadBatch(batch, from, visits)
    const values: Handle[] = []
    try {
      for (const pass of plan.passes) values.push(runPass(pass, finder(values, batchInput), visits))
      const last = plan.passes.at(-1) ?? fail('there are no passes')
      const { width, height } = sizeOf(last.output, visits)
      const rows = await device.read(values.at(-1) ?? batchInput, width, height)
      const scores = new Float32Array(visits * network.outputs)
      for (let visit = 0; visit < visits; visit++) {
        plan.outputs.forEach(
          (at, output) =>
            (scores[visit * network.outputs + output] = rows[visit * 4 * last.output.texels + at]!),
        )
      }
      return scores
    } finally {
      for (const value of values) device.release(value)
    }
  }

  // One visit through all passes; two draws of a pass are all that are different.
  function dryRun(): void {
    const nothing = allocateBatch(1)
    const values: Handle[] = []
    for (const pass of plan.passes)
      values.push(runPass({ ...pass, draws: Math.min(pass.draws, 2) }, finder(values, nothing), 1))
    for (const value of values) device.release(value)
  }

  async function score(batch: ScoreBatch): Promise<Float32Array> {
    if (disposed) fail('it was disposed')
    checkBatch(network, batch)
    device.checkAlive()
    const scores = new Float32Array(batch.size * network.outputs)
    for (let from = 0; from < batch.size; from += plan.maxVisits) {
      const visits = Math.min(plan.maxVisits, batch.size - from)
      scores.set(await scoreSome(batch, from, visits), from * network.outputs)
    }
    return checkScores('webgl', scores)
  }

  return {
    name: 'webgl',
    renderer,
    compile: () => device.compile(dryRun),
    memory: () => ({ ...device.memory(), weightBytes }),
    async score(batch) {
      try {
        return await score(batch)
      } catch (error) {
        if (error instanceof EngineError || error instanceof ModelInputError) throw error
        throw new EngineError('webgl', error instanceof Error ? error.message : 'it failed', { cause: error })
      }
    },
    dispose() {
      if (disposed) return
      disposed = true
      device.dispose()
    },
  }
}

function fail(problem: string): never {
  throw new EngineError('webgl', problem)
}
