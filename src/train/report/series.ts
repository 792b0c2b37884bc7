// SPDX-License-Identifier: MIT
// How scorers look in every figure: the model in front, rivals told apart by colour and by dashes.

import { escape } from './html.ts'

/** Look of one scorer. */
export interface Series {
  readonly stroke: string
  readonly strokeWidth: number
  readonly strokeDasharray: string
}

const DASHES = ['', '2,3', '6,3', '8,2,2,2', '3,2', '10,4']

/** Look of the scorer at a place in the list; the model is at 0. */
export function seriesOf(index: number): Series {
  return {
    stroke: `var(--series-${index % DASHES.length})`,
    strokeWidth: index === 0 ? 2.5 : 1.5,
    strokeDasharray: DASHES[index % DASHES.length]!,
  }
}

/** Names beside samples of their lines. */
export function legendHtml(names: readonly string[]): string {
  const items = names.map((name, index) => {
    const { stroke, strokeWidth, strokeDasharray } = seriesOf(index)
    const line = `<line x1="0" y1="6" x2="28" y2="6" stroke="${stroke}" stroke-width="${strokeWidth}" stroke-dasharray="${strokeDasharray}"/>`
    return `<li><svg width="28" height="12" aria-hidden="true">${line}</svg>${escape(name)}</li>`
  })
  return `<ul class="legend">${items.join('')}</ul>`
}
