// SPDX-License-Identifier: MIT
// Convolution over the steps, with the embedding it reads and the pooling behind it in the same draw; a dense layer
// is one of size 1. Each fragment computes four columns of one (pooled) step.

import type { ConvNode, PoolNode } from '../../network.ts'
import { glslActivation, glslScaled, glslClear, glslFloat } from '../glsl.ts'
import { createOutputLayout, glslSelf } from '../layout.ts'
import { packBias, packWeight } from '../pack-weight.ts'
import type { PlanBuilder } from '../pass.ts'
import { columnsOf, plainColumns } from '../value.ts'
import type { GpuValue } from '../value.ts'
import { glslLooped, glslUnrolled } from './conv-products.ts'
import { readValue } from './read-value.ts'

/** Most products of a fragment that are written out one by one. */
const MAX_UNROLLED = 32

/** A convolution to add. */
export interface ConvPass {
  readonly conv: ConvNode
  /** Steps of the convolution's output. */
  readonly steps: number
  /** The pooling to run in the same draw. */
  readonly pool?: PoolNode
  /** Steps of the pooling's output. */
  readonly pooledSteps?: number
  /** Columns of the kernel in the order in which they are put out; as they are where absent. */
  readonly columns?: readonly number[]
}

/** Whether a pooling can run inside the convolution before it: no window hangs over, none overlap, few products. */
export function canFuse(conv: ConvNode, pool: PoolNode, steps: number, pooledSteps: number): boolean {
  const within = pool.padBefore === 0 && (pooledSteps - 1) * pool.stride + pool.size <= steps
  return within && pool.stride >= pool.size && pool.size * conv.size <= MAX_UNROLLED
}

/** Packs the kernel: a row for every number of every tap, four columns a texel. */
export function packKernel(
  conv: ConvNode,
  input: GpuValue,
  columns: readonly number[],
): ReturnType<typeof packWeight> {
  const taps = Array.from({ length: conv.size }, (_, tap) => tap)
  const rows = taps.flatMap((tap) =>
    columnsOf(input).map((column) => (column < 0 ? -1 : tap * input.width + column)),
  )
  return packWeight(conv.kernel, conv.kernel.shape.at(-1)!, rows, columns)
}

/** Adds the pass of a convolution. */
export function addConv(plan: PlanBuilder, pass: ConvPass): GpuValue {
  const { conv, steps, pool } = pass
  const value = plan.valueOf(conv.input)
  const width = conv.kernel.shape.at(-1)!
  const columns = pass.columns ?? plainColumns(width, Math.ceil(width / 4))
  const quads = columns.length / 4
  const kernel = packKernel(conv, value, columns)
  const { names, reads } = readValue(value)
  const layout = createOutputLayout(pass.pooledSteps ?? steps, quads, plan.maxSize)
  const span = (conv.size - 1) * conv.dilation + 1
  const overhangs = conv.padBefore > 0 || (steps - 1) * conv.stride + span - conv.padBefore > value.steps
  const rows = columnsOf(value).length
  const input = { value, names, kernel: 'W', weight: kernel, column: 'quad', rows, overhangs }
  const js = Array.from({ length: pool?.size ?? 1 }, (_, j) => j)
  const sum = js.map((j) => `r${j}`).join('+')
  const largest = js.map((j) => `r${j}`).reduce((a, b) => `max(${a},${b})`)
  const code = `${glslActivation('act', 'vec4', conv.activation)}
void main(){
${glslSelf(layout)}
vec4 bias=texelFetch(B,ivec2(quad,0),0);
${js.map((j) => `vec4 a${j}=vec4(0.);`).join('')}
int start=at*${(pool?.stride ?? 1) * conv.stride}-${conv.padBefore};
${pool === undefined ? glslLooped(conv, input) : glslUnrolled(conv, js.length, input)}
${js.map((j) => `vec4 r${j}=act(${glslScaled(kernel, `a${j}`)}+bias);`).join('')}
vec4 r=${pool?.mode === 'average' ? `(${sum})*${glslFloat(1 / js.length)}` : largest};
setOutput(r${glslClear(columns, 'quad')});}`
  const texture = plan.addPass({
    name: pool === undefined ? 'conv' : 'conv-pool',
    reads: { ...reads, W: plan.addWeight(kernel), B: plan.addWeight(packBias(conv.bias, columns)) },
    code,
    output: layout,
    draws: 1,
  })
  return {
    steps: layout.steps,
    width,
    segments: [{ texture, layout, texels: 'quads', quads, columns, dirty: false }],
  }
}
