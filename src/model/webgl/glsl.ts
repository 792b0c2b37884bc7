// SPDX-License-Identifier: MIT
// Pieces of shader that several programs share.

import type { Activation } from '../network.ts'
import { glslAt, glslTexel } from './layout.ts'
import type { PackedWeight } from './pack-weight.ts'
import type { Segment } from './value.ts'

/** A number as GLSL spells it: exact, with a point or an exponent. */
export function glslFloat(value: number): string {
  const text = String(Math.fround(value))
  return /[.e]/.test(text) ? text : `${text}.`
}

/** GLSL: a function `name` that applies the activation to a vector type. */
export function glslActivation(name: string, type: 'vec2' | 'vec4', activation: Activation): string {
  return `${type} ${name}(${type} v){${glslBody(type, activation)}}`
}

// Built-in tanh overflows on some drivers, and so does exp of a large number.
function glslBody(type: string, activation: Activation): string {
  switch (activation) {
    case 'relu':
      return `return max(v,${type}(0.));`
    case 'sigmoid':
      return 'return 1./(1.+exp(-clamp(v,-80.,80.)));'
    case 'tanh':
      return `${type} e=exp(-2.*min(abs(v),${type}(40.)));return sign(v)*(1.-e)/(1.+e);`
    case 'hardSigmoid':
      return 'return clamp(.2*v+.5,0.,1.);'
    default:
      return 'return v;'
  }
}

/** GLSL: four rows of a weight as the columns of a matrix, so that `matrix * x` is their product with four inputs. */
export function glslMatrix(texture: string, column: string, row: string): string {
  const fetch = (k: number): string =>
    `texelFetch(${texture},ivec2(${column},${row}${k === 0 ? '' : `+${k}`}),0)`
  return `mat4(${[0, 1, 2, 3].map(fetch).join(',')})`
}

/** GLSL: the first texel of a segment for a visit and a step; tokens are read from the batch, `I`. */
export function glslOrigin(segment: Segment, visit: string, step: string): string {
  const { table, layout } = segment
  if (table === undefined) return glslAt(layout, visit, step)
  return glslAt(layout, '0', `int(texelFetch(I,${glslAt(table.tokens, visit, step)},0).r+.5)`)
}

/** GLSL: four neighbouring numbers of a segment. */
export function glslQuad(segment: Segment, texture: string, origin: string, quad: string): string {
  if (segment.texels === 'registers') return `h[${quad}]`
  if (segment.texels === 'pairs') {
    const fetch = (odd: string): string =>
      `${glslTexel(segment.layout, texture, origin, `2*(${quad})${odd}`)}.rg`
    return `vec4(${fetch('')},${fetch('+1')})`
  }
  const value = glslTexel(segment.layout, texture, origin, quad)
  const { table } = segment
  const scaled = table === undefined ? value : `(${value}*${glslFloat(table.scale)}+${glslFloat(table.min)})`
  return segment.dirty ? `${scaled}*${glslMask(segment, quad)}` : scaled
}

/**
 * GLSL: the product of four rows of a weight with the inputs `x`, in stored units. Stored numbers are all positive;
 * the part that moves them around zero is taken off at every step, because a sum that grows large and is corrected at
 * the end would lose the last digits.
 */
export function glslProduct(weight: PackedWeight, matrix: string, x: string, inputs: string): string {
  return weight.min === 0
    ? `${matrix}*${x}`
    : `${matrix}*${x}+${inputs}*${glslFloat(weight.min / weight.scale)}`
}

/** GLSL: a sum of products in real units. */
export function glslScaled({ scale }: PackedWeight, sum: string): string {
  return scale === 1 ? sum : `${sum}*${glslFloat(scale)}`
}

/** GLSL: a factor that sets the padding of the last quad to zero; nothing where there is none. */
export function glslClear(columns: readonly number[], quad: string): string {
  const quads = columns.length / 4
  const last = columns.slice(-4).map((column) => (column < 0 ? '0.' : '1.'))
  if (!last.includes('0.')) return ''
  return quads === 1
    ? `*vec4(${last.join(',')})`
    : `*(${quad}==${quads - 1}?vec4(${last.join(',')}):vec4(1.))`
}

// Padding of a table or of the batch is not zero; it is in the first or the last quad.
function glslMask(segment: Segment, quad: string): string {
  const masks = Array.from({ length: segment.quads }, (_, at) => {
    const numbers = segment.columns.slice(4 * at, 4 * at + 4).map((column) => (column < 0 ? '0.' : '1.'))
    return `vec4(${numbers.join(',')})`
  })
  const full = 'vec4(1.,1.,1.,1.)'
  return masks.reduceRight(
    (rest, mask, at) => (mask === full ? rest : `((${quad})==${at}?${mask}:${rest})`),
    'vec4(1.)',
  )
}
