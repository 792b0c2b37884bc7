// SPDX-License-Identifier: MIT
// The frame of every picture: a wall, a floor, a soft shadow; a darker room where the visitor prefers dark.

import { createPaint } from './paint.js'

/** Wall and floor by name, for a light and for a dark room. */
const ROOMS = {
  sand: ['#efe6d6', '#e6dac5', '#453e32', '#3b352b'],
  sage: ['#e1e6da', '#d5dccb', '#373f34', '#2f362d'],
  mist: ['#e2e8ea', '#d5dee1', '#353e42', '#2d3539'],
  clay: ['#f1dfd3', '#e8d1c1', '#483932', '#3d302a'],
  blush: ['#f3e3df', '#ead4ce', '#453937', '#3b302e'],
  stone: ['#eae7e1', '#dfdad1', '#3e3b38', '#34322f'],
}

/**
 * Draws one product.
 * @param {{ shape: string, main: string, accent?: string, look?: string, room: string }} drawing
 * @param {Record<string, (paint: object, drawing: object) => { art: string, shadow?: [number, number], floor?: number, zoom?: number }>} shapes
 * @returns {string} An SVG document of 400 by 400 units.
 */
export function drawScene(drawing, shapes) {
  const paint = createPaint()
  const { art, shadow = [200, 100], floor = 292, zoom = 1.06 } = shapes[drawing.shape](paint, drawing)
  const [wall, ground, darkWall, darkGround] = ROOMS[drawing.room]
  const shade = shadow[1] > 0 ? ellipseShadow(paint, shadow) : ''
  // Closer to small things, with the floor line where it was.
  const side = Math.round(400 / zoom)
  const view = [(400 - side) / 2, Math.round((floor < 400 ? 336 : 200) * (1 - 1 / zoom)), side, side]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view.join(' ')}">` +
    `<style>.w{fill:${wall}}.g{fill:${ground}}` +
    `@media(prefers-color-scheme:dark){.w{fill:${darkWall}}.g{fill:${darkGround}}}</style>` +
    `<defs>${paint.defs.join('')}</defs>` +
    `<path class="w" d="M0 0h400v400H0z"/>` +
    (floor < 400 ? `<path class="g" d="M0 ${floor}h400V400H0z"/>` : '') +
    `${shade}${art}</svg>\n`
  )
}

function ellipseShadow(paint, [centre, radius]) {
  const fill = paint.glow('#2a1f16', 0.42)
  return `<ellipse cx="${centre + radius * 0.1}" cy="327" rx="${radius * 1.18}" ry="${Math.min(20, 6 + radius * 0.11)}" fill="${fill}"/>`
}
