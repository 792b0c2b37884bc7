// SPDX-License-Identifier: MIT
// Attention pooling: softmax of the scores over the steps and the weighted sum, in one draw.

import type { AttentionNode } from '../../network.ts'
import { glslOrigin, glslQuad } from '../glsl.ts'
import { createOutputLayout, glslSelf } from '../layout.ts'
import type { PlanBuilder } from '../pass.ts'
import type { GpuValue, Segment } from '../value.ts'
import { ownTexture } from './own-texture.ts'
import { readValue } from './read-value.ts'

/** Adds the pass of an attention pooling; its output has one step a column of the scores. */
export function addAttention(plan: PlanBuilder, node: AttentionNode): GpuValue {
  const scores = plan.valueOf(node.scores)
  const values = plan.valueOf(node.values)
  const scoreReads = readValue(scores, 'S')
  const valueReads = readValue(values)
  const quads = values.segments.reduce((sum, segment) => sum + segment.quads, 0)
  const layout = createOutputLayout(scores.width, quads, plan.maxSize)
  let first = 0
  const branches = values.segments.map((segment, at) => {
    const name = valueReads.names[at] ?? ''
    const from = first
    first += segment.quads
    return `if(quad<${first}){for(int i=0;i<${values.steps};i++){float e=exp(score(visit,i,at)-top);sum+=e;
r+=e*${glslQuad(segment, name, `(${glslOrigin(segment, 'visit', 'i')})`, `quad-${from}`)};}}`
  })
  const code = `float score(int visit,int i,int column){${glslScore(scores.segments, scoreReads.names)}}
void main(){
${glslSelf(layout)}
float top=score(visit,0,at);for(int i=1;i<${values.steps};i++)top=max(top,score(visit,i,at));
float sum=0.;vec4 r=vec4(0.);
${branches.join('else ')}
setOutput(r/sum);}`
  const reads = { ...scoreReads.reads, ...valueReads.reads }
  const texture = plan.addPass({ name: 'attention', reads, code, output: layout, draws: 1 })
  return ownTexture(values, scores.width, layout, texture)
}

// One number of the scores: the column is where the segments' columns say.
function glslScore(segments: readonly Segment[], names: readonly string[]): string {
  const lines = segments.flatMap((segment, at) => {
    const name = names[at] ?? ''
    return segment.columns.flatMap((column, number) => {
      if (column < 0) return []
      const origin = `(${glslOrigin(segment, 'visit', 'i')})`
      return [
        `if(column==${column})return (${glslQuad(segment, name, origin, String(number >> 2))})[${number & 3}];`,
      ]
    })
  })
  return `${lines.join('\n')}\nreturn 0.;`
}
