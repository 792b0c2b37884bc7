// SPDX-License-Identifier: MIT
// How values lie in textures. A texel holds four numbers of one step; the texels of a step lie side by side, a few
// steps share a texture row, and the rows of one visit follow those of the visit before. The width depends on the
// network alone and the height on the number of visits, so that one compiled program serves every batch.

/** Layout of a value in a texture. */
export interface Layout {
  readonly steps: number
  /** Texels a step. */
  readonly texels: number
  /** Steps that share a row are `2 ** shift`. */
  readonly shift: number
  /** Texture rows a visit. */
  readonly rows: number
}

/** Visits that one pass should hold. */
export const WANTED_VISITS = 128

/**
 * Chooses a layout.
 * @param steps - Steps a visit.
 * @param texels - Texels a step.
 * @param maxSize - Largest width and height of a texture on this device.
 * @param visits - Visits that the texture should be able to hold.
 */
export function createLayout(
  steps: number,
  texels: number,
  maxSize: number,
  visits: number = WANTED_VISITS,
): Layout {
  let shift = 0
  while (Math.ceil(steps / 2 ** shift) * visits > maxSize && texels * 2 ** (shift + 1) <= maxSize) shift++
  return { steps, texels, shift, rows: Math.ceil(steps / 2 ** shift) }
}

/** Width of the texture in texels. */
export function widthOf({ texels, shift }: Layout): number {
  return texels * 2 ** shift
}

/** GLSL: the first texel of a step. */
export function glslAt(layout: Layout, visit: string, step: string): string {
  const { texels, shift, rows } = layout
  const row = rows === 1 ? visit : `${visit}*${rows}`
  if (shift === 0) return layout.steps === 1 ? `ivec2(0,${visit})` : `ivec2(0,${row}+(${step}))`
  return `ivec2(((${step})&${2 ** shift - 1})*${texels},${row}+((${step})>>${shift}))`
}

/** GLSL: `p`, `visit`, `at` (the step) and `quad` of the fragment; a fragment behind the last step is left empty. */
export function glslSelf(layout: Layout): string {
  const { steps, texels, shift, rows } = layout
  const step = shift === 0 ? 'p.y%R' : `((p.y%R)<<${shift})+p.x/Q`
  return `const int R=${rows},Q=${texels};
ivec2 p=ivec2(gl_FragCoord.xy);
int visit=p.y/R,quad=p.x%Q,at=${step};
if(at>=${steps}){setOutput(vec4(0.));return;}`
}
