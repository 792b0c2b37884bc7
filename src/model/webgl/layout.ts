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
  /**
   * Whether the texels of the one step fill four rows, column by column. A rasteriser shades blocks of two by two
   * pixels and more: of a texture one row high it would compute half for nothing.
   */
  readonly folded: boolean
  /**
   * Whether visits lie side by side, as many a row as the uniform `t` says. For the same reason: a texture one texel
   * wide and a hundred high wastes half, and a single visit must not be computed eight times.
   */
  readonly abreast: boolean
}

/** Visits that one pass should hold. */
const WANTED_VISITS = 128

/** Most visits that lie side by side. */
const MAX_ABREAST = 8

/** Texels from which a single step is folded. */
const MIN_FOLDED = 8

/**
 * Chooses a layout whose texels lie in reading order.
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
  return { steps, texels, shift, rows: Math.ceil(steps / 2 ** shift), folded: false, abreast: false }
}

/** Chooses the layout of what a pass puts out for other passes. */
export function createOutputLayout(steps: number, texels: number, maxSize: number): Layout {
  if (steps > 1 || texels < MIN_FOLDED) return createLayout(steps, texels, maxSize)
  return { steps: 1, texels, shift: 0, rows: 4, folded: true, abreast: false }
}

/** Chooses the layout of the scores, which no pass reads. */
export function createScoresLayout(texels: number): Layout {
  return { steps: 1, texels, shift: 0, rows: 1, folded: false, abreast: true }
}

/** Visits that lie side by side when so many are scored. */
export function abreastOf({ abreast, texels }: Layout, visits: number, maxSize: number): number {
  return abreast ? Math.max(1, Math.min(visits, MAX_ABREAST, Math.floor(maxSize / texels))) : 1
}

/** Width of the texture in texels, for one visit a row. */
export function widthOf({ texels, shift, folded }: Layout): number {
  return folded ? Math.ceil(texels / 4) : texels * 2 ** shift
}

/** GLSL: the first texel of a step. */
export function glslAt(layout: Layout, visit: string, step: string): string {
  const { texels, shift, rows } = layout
  const row = rows === 1 ? visit : `${visit}*${rows}`
  if (layout.steps === 1) return `ivec2(0,${row})`
  if (shift === 0) return `ivec2(0,${row}+(${step}))`
  return `ivec2(((${step})&${2 ** shift - 1})*${texels},${row}+((${step})>>${shift}))`
}

/** GLSL: a texel of the step that starts at `origin`. */
export function glslTexel(layout: Layout, texture: string, origin: string, texel: string): string {
  const offset = layout.folded ? `ivec2((${texel})>>2,(${texel})&3)` : `ivec2(${texel},0)`
  return `texelFetch(${texture},${origin}+${offset},0)`
}

/** GLSL: `p`, `visit`, `at` (the step) and `quad` of the fragment; one that belongs to no texel is left empty. */
export function glslSelf(layout: Layout): string {
  const { steps, texels, shift, rows, folded, abreast } = layout
  if (abreast) {
    return `ivec2 p=ivec2(gl_FragCoord.xy);
int visit=p.y*t+p.x/${texels},quad=p.x%${texels},at=0;`
  }
  if (folded) {
    return `ivec2 p=ivec2(gl_FragCoord.xy);
int visit=p.y>>2,quad=p.x*4+(p.y&3),at=0;
${texels % 4 === 0 ? '' : `if(quad>=${texels}){setOutput(vec4(0.));return;}`}`
  }
  const step = shift === 0 ? 'p.y%R' : `((p.y%R)<<${shift})+p.x/Q`
  const rest = rows * 2 ** shift > steps ? `if(at>=${steps}){setOutput(vec4(0.));return;}` : ''
  return `const int R=${rows},Q=${texels};
ivec2 p=ivec2(gl_FragCoord.xy);
int visit=p.y/R,quad=p.x%Q,at=${step};
${rest}`
}
