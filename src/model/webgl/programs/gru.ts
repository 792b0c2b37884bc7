// SPDX-License-Identifier: MIT
// GRU: one draw for the product with all inputs, then one a step; two a step where the reset gate scales the state
// before the product. A texel of the state holds four units.

import type { GruNode } from '../../network.ts'
import { glslActivation, glslClear, glslMatrix, glslProduct, glslScaled } from '../glsl.ts'
import { createOutputLayout, glslAt, glslSelf, glslTexel } from '../layout.ts'
import type { Layout } from '../layout.ts'
import { packBias, packWeight } from '../pack-weight.ts'
import type { PackedWeight } from '../pack-weight.ts'
import type { PlanBuilder, Program } from '../pass.ts'
import { plainColumns } from '../value.ts'
import type { GpuValue, TextureRef } from '../value.ts'
import { addConv } from './conv.ts'
import { toProjection } from './to-projection.ts'

/** What both programs of a step read. */
interface GruParts {
  readonly node: GruNode
  readonly quads: number
  readonly layout: Layout
  /** Layout of the reset gate times the state. */
  readonly reset: Layout
  readonly projected: Layout
  readonly weight: PackedWeight
  readonly reads: Readonly<Record<string, TextureRef>>
}

/** Adds the passes of a GRU over `steps` steps. */
export function addGru(plan: PlanBuilder, node: GruNode, steps: number): GpuValue {
  const { units, sequences, resetAfter } = node
  const quads = Math.ceil(units / 4)
  const rows = Array.from({ length: 4 * quads }, (_, unit) => (unit < units ? unit : -1))
  // Update, reset and candidate of four units are three texels, `quads` apart.
  const columns = [0, 1, 2].flatMap((gate) => rows.map((unit) => (unit < 0 ? -1 : gate * units + unit)))
  const projected = addConv(plan, { conv: toProjection(node), steps, columns }).segments[0]!
  const weight = packWeight(node.recurrent, 3 * units, rows, columns)
  const layout = createOutputLayout(sequences ? steps : 1, quads, plan.maxSize)
  const reads: Record<string, TextureRef> = {
    Z: projected.texture,
    W: plan.addWeight(weight),
    P: { kind: 'previous' },
  }
  if (resetAfter) reads['B'] = plan.addWeight(packBias(node.bias, columns, 3 * units))
  const reset = createOutputLayout(1, quads, plan.maxSize)
  const parts = { node, quads, layout, reset, projected: projected.layout, weight, reads }
  const pass = resetAfter
    ? createStepAfter(parts)
    : { ...createStepBefore(parts), prelude: createReset(parts) }
  const texture = plan.addPass({ ...pass, draws: steps })
  const own = {
    texture,
    layout,
    texels: 'quads',
    quads,
    columns: plainColumns(units, quads),
    dirty: false,
  } as const
  return { steps: layout.steps, width: units, segments: [own] }
}

// The three gates from one product with the state.
function createStepAfter({ node, quads, layout, projected, weight, reads }: GruParts): Program {
  const code = `${glslHead(node)}
void main(){
${glslSelf(layout)}
${glslKeep(node)}
${glslProjected(projected, quads)}
vec4 h=vec4(0.),yz=vec4(0.),yr=vec4(0.),yh=vec4(0.);
if(t>0){
ivec2 o=${glslBefore(node, layout)};
h=${glslTexel(layout, 'P', 'o', 'quad')};
for(int q=0;q<${quads};q++){vec4 x=${glslTexel(layout, 'P', 'o', 'q')};int row=4*q;float d=dot(x,vec4(1.));
yz+=${glslTimes(weight, 'quad', 'x', 'd')};yr+=${glslTimes(weight, `quad+${quads}`, 'x', 'd')};
yh+=${glslTimes(weight, `quad+${2 * quads}`, 'x', 'd')};}}
vec4 z=gate(zz+${glslScaled(weight, 'yz')}+texelFetch(B,ivec2(quad,0),0));
vec4 r=gate(zr+${glslScaled(weight, 'yr')}+texelFetch(B,ivec2(quad+${quads},0),0));
vec4 c=act(zh+r*(${glslScaled(weight, 'yh')}+texelFetch(B,ivec2(quad+${2 * quads},0),0)));
${glslNext(node, quads)}}`
  return { name: 'gru-step', reads, code, output: layout }
}

// The reset gate times the state, which the candidate's product reads.
function createReset({ node, quads, layout, reset, projected, weight, reads }: GruParts): Program {
  const code = `${glslHead(node)}
void main(){
${glslSelf(reset)}
${glslProjected(projected, quads)}
ivec2 o=${glslBefore(node, layout)};
vec4 yr=vec4(0.);
for(int q=0;q<${quads};q++){vec4 x=${glslTexel(layout, 'P', 'o', 'q')};int row=4*q;float d=dot(x,vec4(1.));
yr+=${glslTimes(weight, `quad+${quads}`, 'x', 'd')};}
setOutput(gate(zr+${glslScaled(weight, 'yr')})*${glslTexel(layout, 'P', 'o', 'quad')});}`
  return { name: 'gru-reset', reads, code, output: reset }
}

// Update gate from the state, candidate from the state that the reset gate has scaled.
function createStepBefore({ node, quads, layout, reset, projected, weight, reads }: GruParts): Program {
  const code = `${glslHead(node)}
void main(){
${glslSelf(layout)}
${glslKeep(node)}
${glslProjected(projected, quads)}
vec4 h=vec4(0.),yz=vec4(0.),yh=vec4(0.);
if(t>0){
ivec2 o=${glslBefore(node, layout)},r=${glslAt(reset, 'visit', '0')};
h=${glslTexel(layout, 'P', 'o', 'quad')};
for(int q=0;q<${quads};q++){vec4 x=${glslTexel(layout, 'P', 'o', 'q')},u=${glslTexel(reset, 'H', 'r', 'q')};int row=4*q;
float d=dot(x,vec4(1.)),k=dot(u,vec4(1.));
yz+=${glslTimes(weight, 'quad', 'x', 'd')};yh+=${glslTimes(weight, `quad+${2 * quads}`, 'u', 'k')};}}
vec4 z=gate(zz+${glslScaled(weight, 'yz')});
vec4 c=act(zh+${glslScaled(weight, 'yh')});
${glslNext(node, quads)}}`
  return { name: 'gru-step', reads: { ...reads, H: { kind: 'prelude' } }, code, output: layout }
}

function glslTimes(weight: PackedWeight, column: string, x: string, inputs: string): string {
  return glslProduct(weight, glslMatrix('W', column, 'row'), x, inputs)
}

function glslHead(node: GruNode): string {
  return (
    glslActivation('act', 'vec4', node.activation) + glslActivation('gate', 'vec4', node.recurrentActivation)
  )
}

// Where every step is put out, the steps before are carried along.
function glslKeep(node: GruNode): string {
  return node.sequences ? 'if(at!=t){setOutput(t>0?texelFetch(P,p,0):vec4(0.));return;}' : ''
}

function glslBefore(node: GruNode, layout: Layout): string {
  return glslAt(layout, 'visit', node.sequences ? 't-1' : '0')
}

function glslProjected(projected: Layout, quads: number): string {
  const gate = (at: number): string => glslTexel(projected, 'Z', 'zo', `quad+${at * quads}`)
  return `ivec2 zo=${glslAt(projected, 'visit', 't')};
vec4 zz=${gate(0)},zr=${gate(1)},zh=${gate(2)};`
}

function glslNext(node: GruNode, quads: number): string {
  return `setOutput((z*h+(1.-z)*c)${glslClear(plainColumns(node.units, quads), 'quad')});`
}
