// SPDX-License-Identifier: MIT
// The inner loops of a convolution in GLSL: `a0, a1, …` sum the products of each position.

import type { ConvNode } from '../../network.ts'
import { glslMatrix, glslOrigin, glslProduct, glslQuad } from '../glsl.ts'
import type { PackedWeight } from '../pack-weight.ts'
import type { GpuValue, Segment } from '../value.ts'

/** What the loops read. */
export interface ConvInput {
  readonly value: GpuValue
  /** Names of the textures, one a segment. */
  readonly names: readonly string[]
  /** Name of the kernel's texture, and of the variable that holds the texel of its rows. */
  readonly kernel: string
  readonly weight: PackedWeight
  readonly column: string
  /** Rows of the weight for one tap. */
  readonly rows: number
  /** Whether a window ever hangs over the input. */
  readonly overhangs: boolean
}

/** One position: nothing is shared between taps, so they are a loop. Taps outside the input add nothing. */
export function glslLooped(conv: ConvNode, input: ConvInput): string {
  const guard = input.overhangs ? `if(i<0||i>=${input.value.steps})continue;` : ''
  const body = overSegments(input, (segment, name, row, step) => {
    return `ivec2 o=${glslOrigin(segment, 'visit', step ?? 'i')};
for(int q=0;q<${segment.quads};q++){vec4 x=${glslQuad(segment, name, 'o', 'q')};int row=k*${input.rows}+${row}+4*q;
float d=dot(x,vec4(1.));a0+=${glslProduct(input.weight, glslMatrix(input.kernel, input.column, 'row'), 'x', 'd')};}`
  })
  return `for(int k=0;k<${conv.size};k++){int i=start+k*${conv.dilation};${guard}
${body}}`
}

/**
 * Several positions, written out: every input quad is fetched once and meets each tap that sees it, every weight is
 * fetched once and meets each position.
 */
export function glslUnrolled(conv: ConvNode, positions: number, input: ConvInput): string {
  const js = Array.from({ length: positions }, (_, j) => j)
  const ks = Array.from({ length: conv.size }, (_, k) => k)
  const offset = (j: number, k: number): number => j * conv.stride + k * conv.dilation
  const offsets = [...new Set(js.flatMap((j) => ks.map((k) => offset(j, k))))].sort((a, b) => a - b)
  const last = input.value.steps - 1
  const stepAt = (o: number): string => (input.overhangs ? `clamp(start+${o},0,${last})` : `start+${o}`)
  const masks = input.overhangs
    ? offsets.map((o) => `float m${o}=start+${o}<0||start+${o}>${last}?0.:1.;`).join('')
    : ''
  const body = overSegments(input, (segment, name, row) => {
    const origins = offsets.map((o) => `ivec2 o${o}=${glslOrigin(segment, 'visit', stepAt(o))};`)
    const quads = offsets.map((o) => {
      const mask = input.overhangs ? `*m${o}` : ''
      return `vec4 x${o}=${glslQuad(segment, name, `o${o}`, 'q')}${mask};float d${o}=dot(x${o},vec4(1.));`
    })
    const products = ks.map((k) => {
      const sums = js.map(
        (j) => `a${j}+=${glslProduct(input.weight, 'w', `x${offset(j, k)}`, `d${offset(j, k)}`)};`,
      )
      return `w=${glslMatrix(input.kernel, input.column, `row+${k * input.rows}`)};${sums.join('')}`
    })
    return `${origins.join('\n')}
for(int q=0;q<${segment.quads};q++){int row=${row}+4*q;mat4 w;
${quads.join('\n')}
${products.join('\n')}}`
  })
  return masks + body
}

// `row` is GLSL: the first row of the weight for the segment. A flattened sequence is a loop over its steps.
function overSegments(
  input: ConvInput,
  code: (segment: Segment, name: string, row: string, step: string | undefined) => string,
): string {
  let row = 0
  return input.value.segments
    .map((segment, at) => {
      const first = String(row)
      row += segment.columns.length
      const name = input.names[at] ?? ''
      if (segment.flat === undefined) return `{${code(segment, name, first, undefined)}}`
      const rowOf = `${first}+f*${4 * segment.quads}`
      return `for(int f=0;f<${segment.flat};f++){${code(segment, name, rowOf, 'f')}}`
    })
    .join('\n')
}
