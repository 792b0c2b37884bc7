// SPDX-License-Identifier: MIT
// A small LSTM or GRU in one draw instead of one a step: every fragment runs all steps with the whole state in
// registers. Where nothing but the heads reads it, they are in the same program and the state is computed once a visit;
// otherwise every fragment computes it to put out four units. Large local arrays are miscompiled by llvmpipe (Mesa 22),
// wrong without an error, so that a larger state goes step by step.

import type { GruNode, LstmNode } from '../../network.ts'
import { glslActivation, glslClear, glslMatrix, glslProduct, glslScaled } from '../glsl.ts'
import { createOutputLayout, glslAt, glslSelf, glslTexel } from '../layout.ts'
import { packBias, packWeight } from '../pack-weight.ts'
import type { PackedWeight } from '../pack-weight.ts'
import type { PlanBuilder } from '../pass.ts'
import { plainColumns } from '../value.ts'
import type { GpuValue, TextureRef } from '../value.ts'
import { addConv } from './conv.ts'
import { toProjection } from './to-projection.ts'

/** Largest state that stays in registers. */
const MAX_UNITS = 32

/** A recurrence as a piece of a program: when it has run, the state lies in the array `h`. */
export interface RecurrenceCode {
  /** Goes before `main`. */
  readonly globals: string
  /** Goes into `main`, where `visit` is known. */
  readonly body: string
  readonly reads: Readonly<Record<string, TextureRef>>
  readonly units: number
  readonly quads: number
}

/** Whether the state fits in registers, and only its last step is asked for. */
export function isSmall(node: LstmNode | GruNode): boolean {
  return node.units <= MAX_UNITS && !node.sequences
}

/** Adds the product with all inputs; returns the recurrence for a program to include. */
export function addProjection(plan: PlanBuilder, node: LstmNode | GruNode, steps: number): RecurrenceCode {
  const { units } = node
  const gates = node.kind === 'lstm' ? 4 : 3
  const quads = Math.ceil(units / 4)
  const rows = Array.from({ length: 4 * quads }, (_, unit) => (unit < units ? unit : -1))
  // Each gate of four units is a texel; the gates are `quads` texels apart.
  const columns = Array.from({ length: gates }, (_, gate) =>
    rows.map((unit) => (unit < 0 ? -1 : gate * units + unit)),
  ).flat()
  const projected = addConv(plan, { conv: toProjection(node), steps, columns }).segments[0]!
  const weight = packWeight(node.recurrent, gates * units, rows, columns)
  const reads: Record<string, TextureRef> = { Z: projected.texture, V: plan.addWeight(weight) }
  if (node.kind === 'gru' && node.resetAfter) {
    reads['VB'] = plan.addWeight(packBias(node.bias, columns, gates * units))
  }
  const clear = glslClear(plainColumns(units, quads), 'u')
  const second = node.kind === 'lstm' ? 'c' : 'k'
  const globals = `${glslActivation('act', 'vec4', node.activation)}
${glslActivation('gate', 'vec4', node.recurrentActivation)}
vec4 h[${quads}],n[${quads}],${second}[${quads}];`
  const gateOf = (gate: number): string => glslTexel(projected.layout, 'Z', 'z', `u+${gate * quads}`)
  const body = `for(int u=0;u<${quads};u++){h[u]=vec4(0.);${second}[u]=vec4(0.);}
for(int t=0;t<${steps};t++){
ivec2 z=${glslAt(projected.layout, 'visit', 't')};
${node.kind === 'lstm' ? glslLstm(weight, quads, clear, gateOf) : glslGru(node, weight, quads, clear, gateOf)}
for(int u=0;u<${quads};u++)h[u]=n[u];}`
  return { globals, body, reads, units, quads }
}

/** The state as a value of the program that includes the recurrence. */
export function registersOf({ units, quads }: RecurrenceCode): GpuValue {
  const columns = plainColumns(units, quads)
  const layout = { steps: 1, texels: quads, shift: 0, rows: 1, folded: false, abreast: false }
  const own = {
    texture: { kind: 'input' },
    layout,
    texels: 'registers',
    quads,
    columns,
    dirty: false,
  } as const
  return { steps: 1, width: units, segments: [own] }
}

/** Adds the recurrence as a pass of its own. */
export function addWholeRecurrence(plan: PlanBuilder, node: LstmNode | GruNode, steps: number): GpuValue {
  const { globals, body, reads, units, quads } = addProjection(plan, node, steps)
  const layout = createOutputLayout(1, quads, plan.maxSize)
  const code = `${globals}
void main(){
${glslSelf(layout)}
${body}
vec4 own=vec4(0.);
for(int u=0;u<${quads};u++)if(u==quad)own=h[u];
setOutput(own);}`
  const texture = plan.addPass({ name: `whole-${node.kind}`, reads, code, output: layout, draws: 1 })
  const own = {
    texture,
    layout,
    texels: 'quads',
    quads,
    columns: plainColumns(units, quads),
    dirty: false,
  } as const
  return { steps: 1, width: units, segments: [own] }
}

function glslLstm(
  weight: PackedWeight,
  quads: number,
  clear: string,
  projected: (gate: number) => string,
): string {
  return `for(int u=0;u<${quads};u++){
${glslSums(weight, quads, [0, 1, 2, 3], 'h')}
vec4 i=gate(${projected(0)}+${glslScaled(weight, 'y0')}),f=gate(${projected(1)}+${glslScaled(weight, 'y1')});
vec4 g=act(${projected(2)}+${glslScaled(weight, 'y2')}),o=gate(${projected(3)}+${glslScaled(weight, 'y3')});
c[u]=(f*c[u]+i*g)${clear};n[u]=(o*act(c[u]))${clear};}`
}

function glslGru(
  node: GruNode,
  weight: PackedWeight,
  quads: number,
  clear: string,
  projected: (gate: number) => string,
): string {
  const update = `vec4 z0=gate(${projected(0)}+${glslScaled(weight, 'y0')}${bias(node, 0, quads)});`
  const next = `n[u]=(z0*h[u]+(1.-z0)*e)${clear};`
  if (node.resetAfter) {
    return `for(int u=0;u<${quads};u++){
${glslSums(weight, quads, [0, 1, 2], 'h')}
${update}vec4 r=gate(${projected(1)}+${glslScaled(weight, 'y1')}${bias(node, 1, quads)});
vec4 e=act(${projected(2)}+r*(${glslScaled(weight, 'y2')}${bias(node, 2, quads)}));
${next}}`
  }
  return `for(int u=0;u<${quads};u++){
${glslSums(weight, quads, [1], 'h')}
k[u]=gate(${projected(1)}+${glslScaled(weight, 'y1')})*h[u];}
for(int u=0;u<${quads};u++){
${glslSums(weight, quads, [0], 'h')}
${glslSums(weight, quads, [2], 'k')}
${update}vec4 e=act(${projected(2)}+${glslScaled(weight, 'y2')});
${next}}`
}

// Products of some gates of the unit quad `u` with a state.
function glslSums(weight: PackedWeight, quads: number, gates: readonly number[], state: string): string {
  const sums = gates.map((gate) => `vec4 y${gate}=vec4(0.);`).join('')
  const products = gates.map((gate) => {
    return `y${gate}+=${glslProduct(weight, glslMatrix('V', `u+${gate * quads}`, 'row'), 'x', 'd')};`
  })
  return `${sums}for(int q=0;q<${quads};q++){vec4 x=${state}[q];float d=dot(x,vec4(1.));int row=4*q;${products.join('')}}`
}

function bias(node: GruNode, gate: number, quads: number): string {
  return node.resetAfter ? `+texelFetch(VB,ivec2(u+${gate * quads},0),0)` : ''
}
