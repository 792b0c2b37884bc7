// SPDX-License-Identifier: MIT
// Any layers model that TensorFlow.js itself can run: slower, larger, and in float32, but it runs.

import '@tensorflow/tfjs-backend-cpu'
import { GPGPUContext, MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl'
import {
  findBackendFactory,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
  tensor2d,
  tensor3d,
  tidy,
} from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { EngineError, UnsupportedLayerError } from '../../../errors.ts'
import { checkBatch } from '../../check-batch.ts'
import { checkScores } from '../../check-scores.ts'
import type { Engine, ScoreBatch } from '../../engine.ts'
import type { ModelPackage } from '../../parse-package.ts'
import { openContext } from '../open-context.ts'
import type { ComputeContext } from '../open-context.ts'
import { checkClasses } from './check-classes.ts'
import { loadModel } from './load-model.ts'

/** Backends of TensorFlow.js that the file holds. */
export type GenericBackend = 'webgl' | 'cpu'

/**
 * Starts TensorFlow.js' own engine on a package.
 * @param pkg - A package whose network was not planned.
 * @param backend - Where it runs.
 * @param allowSoftware - Whether a software rasteriser will do.
 * @throws `UnsupportedLayerError` naming a layer that TensorFlow.js does not know either; `EngineError` when the
 * backend does not start.
 */
export async function createGenericEngine(
  pkg: ModelPackage,
  backend: GenericBackend,
  allowSoftware: boolean,
): Promise<Engine> {
  checkClasses(pkg.topology)
  const context = backend === 'webgl' ? openContext(allowSoftware) : undefined
  try {
    if (context !== undefined) register(context.gl)
    if (!(await setBackend(backend)))
      throw new EngineError(backend, 'the backend of TensorFlow.js does not start')
    await ready()
    const model = await loadOrName(pkg)
    return createRunner(pkg, model, backend, context)
  } catch (error) {
    close(backend, context)
    throw error
  }
}

// What TensorFlow.js refuses is what the planner could not map: the error names that layer.
async function loadOrName(pkg: ModelPackage): Promise<LayersModel> {
  try {
    return await loadModel(pkg)
  } catch (error) {
    const { layer, className } = pkg.unsupported?.details ?? {}
    const why = error instanceof Error ? error.message : 'TensorFlow.js refuses it'
    throw new UnsupportedLayerError(String(layer), String(className), why)
  }
}

function createRunner(
  pkg: ModelPackage,
  model: LayersModel,
  backend: GenericBackend,
  context: ComputeContext | undefined,
): Engine {
  const { sizes, heads } = { sizes: pkg.inputs, heads: pkg.metadata.heads }
  const outputs = heads.reduce((sum, head) => sum + head.units, 0)
  let disposed = false

  async function score(batch: ScoreBatch): Promise<Float32Array> {
    if (disposed) throw new EngineError(backend, 'it was disposed')
    checkBatch(sizes, batch)
    const results = tidy(() => {
      const inputs = model.inputs.map(({ shape }) =>
        shape.length === 2
          ? tensor2d(batch.tokens, [batch.size, sizes.length], 'int32')
          : tensor3d(batch.channels, [batch.size, sizes.length, sizes.channelCount]),
      )
      return [model.predict(inputs, { batchSize: batch.size })].flat()
    })
    const scores = new Float32Array(batch.size * outputs)
    let offset = 0
    for (const [at, result] of results.entries()) {
      const units = heads[at]?.units ?? 0
      const values = await readAndDispose(result)
      for (let row = 0; row < batch.size; row++) {
        scores.set(values.subarray(row * units, (row + 1) * units), row * outputs + offset)
      }
      offset += units
    }
    if (context?.gl.isContextLost() === true) throw new EngineError(backend, 'the context was lost')
    return checkScores(backend, scores)
  }

  return {
    name: backend,
    score,
    dispose() {
      if (disposed) return
      disposed = true
      model.dispose()
      close(backend, context)
    },
  }
}

async function readAndDispose(tensor: Tensor): Promise<Float32Array> {
  const values = (await tensor.data()) as Float32Array
  tensor.dispose()
  return values
}

// The backend that registered itself would open a context of its own, whatever renders it.
function register(gl: WebGL2RenderingContext): void {
  if (findBackendFactory('webgl') !== null) removeBackend('webgl')
  setWebGLContext(2, gl)
  registerBackend('webgl', () => new MathBackendWebGL(new GPGPUContext(gl)))
}

// The backend keeps its textures until it is removed.
function close(backend: GenericBackend, context: ComputeContext | undefined): void {
  if (context === undefined) return
  removeBackend(backend)
  context.close()
}
