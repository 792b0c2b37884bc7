// SPDX-License-Identifier: MIT
// Pooling in a draw of its own: over all steps, or where it could not run inside a convolution.

import type { PoolNode } from '../../network.ts'
import { glslOrigin, glslQuad } from '../glsl.ts'
import { createOutputLayout, glslSelf } from '../layout.ts'
import type { PlanBuilder } from '../pass.ts'
import type { GpuValue } from '../value.ts'
import { readValue } from './read-value.ts'
import { ownTexture } from './own-texture.ts'

/** Adds the pass of a pooling. */
export function addPool(plan: PlanBuilder, node: PoolNode, steps: number): GpuValue {
  const value = plan.valueOf(node.input)
  const { names, reads } = readValue(value)
  const quads = value.segments.reduce((sum, segment) => sum + segment.quads, 0)
  const layout = createOutputLayout(steps, quads, plan.maxSize)
  const average = node.mode === 'average'
  let first = 0
  const branches = value.segments.map((segment, at) => {
    const name = names[at] ?? ''
    const from = first
    first += segment.quads
    const read = glslQuad(segment, name, `(${glslOrigin(segment, 'visit', 'i')})`, `quad-${from}`)
    return `if(quad<${first}){for(int i=first;i<end;i++){vec4 x=${read};r=${average ? 'r+x' : 'i==first?x:max(r,x)'};}}`
  })
  const code = `void main(){
${glslSelf(layout)}
int start=at*${node.stride}-${node.padBefore};
int first=max(start,0),end=min(start+${node.size},${value.steps});
vec4 r=vec4(0.);
${branches.join('else ')}
setOutput(${average ? 'r/float(end-first)' : 'r'});}`
  const texture = plan.addPass({ name: 'pool', reads, code, output: layout, draws: 1 })
  return ownTexture(value, steps, layout, texture)
}
