// SPDX-License-Identifier: MIT
// The large picture of the home page: one room, furnished from the catalogue.

import { createPaint } from './paint.js'

/** What stands where: product, left edge, floor line, size against the product's own picture. */
const FURNITURE = [
  ['LI-307', 745, 668, 1.5],
  ['PL-604', 120, 660, 1.3],
  ['SE-404', 330, 690, 1.25],
  ['SE-406', 742, 716, 0.86],
  ['TW-101', 842, 592, 0.38],
  ['BA-805', 30, 720, 0.7],
]

/**
 * Draws the room.
 * @param {readonly { id: string, drawing: object }[]} products
 * @param {Record<string, Function>} shapes
 * @returns {string} An SVG document of 1700 by 800 units.
 */
export function drawRoom(products, shapes) {
  const defs = []
  const things = FURNITURE.map(([id, x, floor, size], at) => {
    const { drawing } = products.find((product) => product.id === id)
    const paint = createPaint()
    const { art, shadow = [200, 100] } = shapes[drawing.shape](paint, drawing)
    const glow = paint.glow('#2a1f16', 0.4)
    // Each picture numbers its gradients from 0; here they share one document.
    const own = (text) => text.replace(/#p(\d)/g, `#t${at}p$1`).replace(/id="p(\d)/g, `id="t${at}p$1`)
    defs.push(own(paint.defs.join('')))
    return own(
      `<g transform="translate(${x} ${floor - 328 * size}) scale(${size})">` +
        `<ellipse cx="${shadow[0]}" cy="327" rx="${shadow[1] * 1.2}" ry="14" fill="${glow}"/>${art}</g>`,
    )
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1700 800" preserveAspectRatio="xMidYMax slice">` +
    `<style>.w{fill:#e9ddcb}.g{fill:#d8c6ac}.b{fill:#cdb899}.l{fill:#fff6e2;opacity:.75}.k{stroke:#cdb899}.m{fill:#f6efe2}` +
    `@media(prefers-color-scheme:dark){.w{fill:#3d372e}.g{fill:#322c25}.b{fill:#2a251f}.l{fill:#5a6470;opacity:.5}.k{stroke:#2a251f}.m{fill:#57503f}}</style>` +
    `<defs>${defs.join('')}</defs>` +
    `<path class="w" d="M0 0h1700v800H0z"/><path class="g" d="M0 606h1700v194H0z"/><path class="b" d="M0 594h1700v12H0z"/>` +
    `<g transform="translate(480)">${window()}${print()}` +
    `<ellipse cx="580" cy="712" rx="470" ry="58" fill="#9c4a2f" opacity=".5"/><ellipse cx="580" cy="712" rx="438" ry="50" fill="none" stroke="#e8cf8f" stroke-opacity=".55" stroke-width="4"/>` +
    `${things.join('')}</g></svg>\n`
  )
}

function window() {
  return (
    `<path class="m" d="M120 520V250q0-130 130-130t130 130v270z"/><path class="l" d="M136 504V250q0-114 114-114t114 114v254z"/>` +
    `<path class="k" d="M250 128v380M128 300h244M128 404h244" fill="none" stroke-width="8"/><path class="b" d="M104 516h292v16H104z"/>`
  )
}

function print() {
  return (
    `<path d="M520 150h150v190H520z" fill="#3c332b"/><path class="m" d="M530 160h130v170H530z"/>` +
    `<circle cx="595" cy="226" r="34" fill="#c99a3e"/><path d="M530 330v-48q30-34 62-12t68-20v80z" fill="#5f7350"/><path d="M530 330v-22q40-20 70-4t60-10v36z" fill="#3c5a49"/>`
  )
}
