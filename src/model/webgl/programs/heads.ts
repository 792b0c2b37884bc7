// SPDX-License-Identifier: MIT
// All heads in one draw: each fragment computes four outputs of one head, softmax included.

import type { ConvNode } from '../../network.ts'
import { glslActivation, glslScaled } from '../glsl.ts'
import { createScoresLayout, glslSelf } from '../layout.ts'
import { packBias } from '../pack-weight.ts'
import type { PlanBuilder } from '../pass.ts'
import { columnsOf, plainColumns } from '../value.ts'
import type { TextureRef } from '../value.ts'
import { glslLooped } from './conv-products.ts'
import { packKernel } from './conv.ts'
import { readValue } from './read-value.ts'
import type { RecurrenceCode } from './whole-recurrence.ts'

/**
 * Adds the last pass.
 * @param recurrence - A recurrence whose state the heads read in the same program.
 * @returns Where each output lies in a row of its texture.
 */
export function addHeads(
  plan: PlanBuilder,
  heads: readonly ConvNode[],
  recurrence?: RecurrenceCode,
): readonly number[] {
  const reads: Record<string, TextureRef> = { ...recurrence?.reads }
  const namesOf = new Map<number, readonly string[]>()
  const functions: string[] = []
  const branches: string[] = []
  const outputs: number[] = []
  let first = 0
  heads.forEach((head, at) => {
    const value = plan.valueOf(head.input)
    const own = namesOf.get(head.input) ?? addReads(reads, readValue(value, `X${at}x`))
    namesOf.set(head.input, own)
    const width = head.kernel.shape.at(-1)!
    const quads = Math.ceil(width / 4)
    const columns = plainColumns(width, quads)
    const kernel = packKernel(head, value, columns)
    reads[`W${at}`] = plan.addWeight(kernel)
    reads[`B${at}`] = plan.addWeight(packBias(head.bias, columns))
    const input = {
      value,
      names: own,
      kernel: `W${at}`,
      weight: kernel,
      column: 'n',
      rows: columnsOf(value).length,
      overhangs: false,
    }
    functions.push(`vec4 head${at}(int visit,int n){vec4 a0=vec4(0.);int start=0;
${glslLooped(head, input)}
return ${glslScaled(kernel, 'a0')}+texelFetch(B${at},ivec2(n,0),0);}
${glslOutput(head, at, width, quads)}`)
    branches.push(`if(quad<${first + quads}){setOutput(out${at}(visit,quad-${first}));return;}`)
    for (let column = 0; column < width; column++) outputs.push(4 * first + column)
    first += quads
  })
  const layout = createScoresLayout(first)
  const code = `${recurrence?.globals ?? ''}
${functions.join('\n')}
void main(){
${glslSelf(layout)}
${recurrence?.body ?? ''}
${branches.join('\n')}
setOutput(vec4(0.));}`
  plan.addPass({ name: 'heads', reads, code, output: layout, draws: 1 })
  return outputs
}

function addReads(reads: Record<string, TextureRef>, more: ReturnType<typeof readValue>): readonly string[] {
  Object.assign(reads, more.reads)
  return more.names
}

// Softmax needs every output of its head: a fragment computes the others again, for there are few.
function glslOutput(head: ConvNode, at: number, width: number, quads: number): string {
  if (head.activation !== 'softmax') {
    return `${glslActivation(`act${at}`, 'vec4', head.activation)}
vec4 out${at}(int visit,int n){return act${at}(head${at}(visit,n));}`
  }
  const padding = plainColumns(width, quads)
    .slice(-4)
    .map((column) => (column < 0 ? '-1e30' : '0.'))
  const masked = `head${at}(visit,i)+(i==${quads - 1}?vec4(${padding.join(',')}):vec4(0.))`
  return `vec4 out${at}(int visit,int n){float top=-1e30,sum=0.;vec4 own=vec4(0.);
for(int i=0;i<${quads};i++){vec4 l=${masked};if(i==n)own=l;top=max(top,max(max(l.x,l.y),max(l.z,l.w)));}
for(int i=0;i<${quads};i++){vec4 l=${quads === 1 ? 'own' : masked};sum+=dot(exp(l-top),vec4(1.));}
return exp(own-top)/sum;}`
}
