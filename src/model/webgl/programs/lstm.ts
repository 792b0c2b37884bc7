// SPDX-License-Identifier: MIT
// LSTM: one draw for the product with all inputs, then one a step. A texel of the state holds two units, hidden state
// first, cell state behind it, so that one fragment computes the four gates of two units and nothing twice.

import type { LstmNode } from '../../network.ts'
import { glslActivation, glslMatrix, glslProduct, glslScaled } from '../glsl.ts'
import { createOutputLayout, glslAt, glslSelf, glslTexel } from '../layout.ts'
import { packWeight } from '../pack-weight.ts'
import type { PlanBuilder } from '../pass.ts'
import { plainColumns } from '../value.ts'
import type { GpuValue } from '../value.ts'
import { addConv } from './conv.ts'
import { toProjection } from './to-projection.ts'

/** Adds the passes of an LSTM over `steps` steps. */
export function addLstm(plan: PlanBuilder, node: LstmNode, steps: number): GpuValue {
  const { units, sequences } = node
  const quads = Math.ceil(units / 4)
  const rows = Array.from({ length: 4 * quads }, (_, unit) => (unit < units ? unit : -1))
  // A texel of the weights and of the projection is one unit: its four gates.
  const columns = rows.flatMap((unit) => [0, 1, 2, 3].map((gate) => (unit < 0 ? -1 : gate * units + unit)))
  const projected = addConv(plan, { conv: toProjection(node), steps, columns }).segments[0]!
  const weight = packWeight(node.recurrent, 4 * units, rows, columns)
  const layout = createOutputLayout(sequences ? steps : 1, 2 * quads, plan.maxSize)
  const product = (unit: string): string => glslProduct(weight, glslMatrix('W', unit, 'row'), 'h', 'd')
  const keep = sequences ? 'if(at!=t){setOutput(t>0?texelFetch(P,p,0):vec4(0.));return;}' : ''
  const code = `${glslActivation('act', 'vec2', node.activation)}
${glslActivation('gate', 'vec2', node.recurrentActivation)}
void main(){
${glslSelf(layout)}
${keep}
int unit=2*quad;
ivec2 zo=${glslAt(projected.layout, 'visit', 't')};
vec4 z0=${glslTexel(projected.layout, 'Z', 'zo', 'unit')},z1=${glslTexel(projected.layout, 'Z', 'zo', 'unit+1')};
vec2 c=vec2(0.);
if(t>0){
ivec2 o=${glslAt(layout, 'visit', sequences ? 't-1' : '0')};
c=${glslTexel(layout, 'P', 'o', 'quad')}.ba;
vec4 y0=vec4(0.),y1=vec4(0.);
for(int q=0;q<${quads};q++){
vec4 h=vec4(${glslTexel(layout, 'P', 'o', '2*q')}.rg,${glslTexel(layout, 'P', 'o', '2*q+1')}.rg);int row=4*q;float d=dot(h,vec4(1.));
y0+=${product('unit')};y1+=${product('unit+1')};}
z0+=${glslScaled(weight, 'y0')};z1+=${glslScaled(weight, 'y1')};}
c=gate(vec2(z0.g,z1.g))*c+gate(vec2(z0.r,z1.r))*act(vec2(z0.b,z1.b));
vec2 h=gate(vec2(z0.a,z1.a))*act(c);
bvec2 live=bvec2(unit<${units},unit+1<${units});
setOutput(vec4(live.x?h.x:0.,live.y?h.y:0.,live.x?c.x:0.,live.y?c.y:0.));}`
  const texture = plan.addPass({
    name: 'lstm-step',
    reads: { Z: projected.texture, W: plan.addWeight(weight), P: { kind: 'previous' } },
    code,
    output: layout,
    draws: steps,
  })
  const own = {
    texture,
    layout,
    texels: 'pairs',
    quads,
    columns: plainColumns(units, quads),
    dirty: false,
  } as const
  return { steps: layout.steps, width: units, segments: [own] }
}
