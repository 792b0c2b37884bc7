// SPDX-License-Identifier: MIT
// Things for the table: mugs, cups, bowls, plates, teapots, carafes, glasses.

import { dark, light } from './paint.js'

/** A mug; `look`: `dip` (glaze in two colours), `speckled`, `tall` or plain. */
export function mug(paint, { main, accent = light(main, 0.5), look }) {
  const top = look === 'tall' ? 138 : 172
  const d = `M128 ${top}h128v${300 - top}q0 28-28 28h-72q-28 0-28-28z`
  const handle = `<path d="M256 ${top + 32}h14q34 0 34 ${(300 - top) * 0.3}t-34 ${(300 - top) * 0.34}h-14" fill="none" stroke="${dark(main, 0.16)}" stroke-width="17"/>`
  const glaze =
    look === 'dip'
      ? `<clipPath id="c"><path d="${d}"/></clipPath><path clip-path="url(#c)" d="M120 250q36-14 72 2t72-6v90H120z" fill="${paint.turned(accent)}"/>`
      : ''
  const specks = look === 'speckled' ? speckle(dark(main, 0.5), 132, top + 14, 118, 300 - top) : ''
  return {
    art: `${handle}<path d="${d}" fill="${paint.turned(main)}"/>${glaze}${specks}${rim(paint, 192, top, 64, 13, main)}`,
    shadow: [200, 92],
    zoom: look === 'tall' ? 1.16 : 1.24,
  }
}

/** An espresso cup on its saucer. */
export function cup(paint, { main, accent = main }) {
  return {
    art:
      `<ellipse cx="200" cy="316" rx="112" ry="13" fill="${paint.turned(accent)}"/>` +
      `<ellipse cx="200" cy="312" rx="84" ry="8" fill="${dark(accent, 0.18)}"/>` +
      `<path d="M262 234h10q32 0 30 26-2 28-42 30" fill="none" stroke="${dark(main, 0.16)}" stroke-width="13"/>` +
      `<path d="M132 214h136q0 76-42 98h-52q-42-22-42-98z" fill="${paint.turned(main)}"/>` +
      rim(paint, 200, 214, 68, 13, main),
    shadow: [200, 118],
    zoom: 1.24,
  }
}

/** A bowl, or a stack of three where `look` is `stack`. */
export function bowl(paint, { main, accent = main, look }) {
  const one = (y, width, colour) =>
    `<path d="M${200 - width} ${y}q6 82 ${width * 0.62} 96h${width * 0.76}q${width * 0.62 - 6}-14 ${width * 0.62}-96z" fill="${paint.turned(colour)}"/>` +
    rim(paint, 200, y, width, width * 0.13, colour)
  if (look === 'stack') {
    const middle = light(main, 0.3)
    return { art: one(230, 118, main) + one(204, 112, middle) + one(178, 106, accent), shadow: [200, 100] }
  }
  return {
    art:
      `<path d="M158 316h84l-6 12h-72z" fill="${dark(main, 0.25)}"/>` +
      one(220, 124, main) +
      `<path d="M84 254q116 26 232 0" fill="none" stroke="${accent}" stroke-width="7" opacity=".85"/>`,
    shadow: [200, 88],
  }
}

/** A plate leaning on the wall, with a smaller one before it where `look` is `pair`. */
export function plate(paint, { main, accent = light(main, 0.4), look }) {
  const one = (x, y, r, colour, edge) =>
    `<circle cx="${x}" cy="${y}" r="${r}" fill="${paint.ball(colour)}"/>` +
    `<circle cx="${x}" cy="${y}" r="${r - 5}" fill="none" stroke="${edge}" stroke-width="3.5"/>` +
    `<circle cx="${x}" cy="${y}" r="${r * 0.66}" fill="${paint.ball(light(colour, 0.12))}" stroke="${dark(colour, 0.16)}" stroke-width="1.5"/>`
  const art =
    look === 'pair'
      ? one(176, 208, 120, main, accent) + one(262, 254, 74, accent, main)
      : one(200, 200, 128, main, accent)
  return { art, shadow: [200, 112] }
}

export function teapot(paint, { main, accent = '#c79a65' }) {
  return {
    art:
      `<path d="M286 236q52-10 54-62l22 2q0 72-62 104z" fill="${paint.turned(dark(main, 0.06))}"/>` +
      `<path d="M124 214q-66-14-70 30t64 54" fill="none" stroke="${accent}" stroke-width="14" stroke-linecap="round"/>` +
      `<path d="M104 252q0-78 98-78t98 78q0 56-40 76H144q-40-20-40-76z" fill="${paint.ball(main)}"/>` +
      `<path d="M150 182q52-26 104 0" fill="none" stroke="${dark(main, 0.25)}" stroke-width="4"/>` +
      `<path d="M152 180q50-36 100 0z" fill="${paint.turned(main)}"/>` +
      `<circle cx="202" cy="150" r="13" fill="${paint.ball(accent)}"/>`,
    shadow: [206, 106],
  }
}

/** A carafe of clear glass with something in it. */
export function carafe(paint, { main, accent = '#c79a65' }) {
  const d = 'M172 108h56v46q0 26 32 58 24 26 24 62 0 54-84 54t-84-54q0-36 24-62 32-32 32-58z'
  return {
    art:
      `<clipPath id="c"><path d="${d}"/></clipPath>` +
      `<path d="${d}" fill="#ffffff" opacity=".42"/>` +
      `<path clip-path="url(#c)" d="M100 236h200v100H100z" fill="${paint.turned(main)}" opacity=".72"/>` +
      `<ellipse cx="200" cy="236" rx="76" ry="9" fill="${light(main, 0.35)}" opacity=".8"/>` +
      `<path d="${d}" fill="none" stroke="#ffffff" stroke-opacity=".75" stroke-width="4"/>` +
      `<path d="M138 250q-6 34 14 52" fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="7" stroke-linecap="round"/>` +
      `<circle cx="200" cy="92" r="26" fill="${paint.ball(accent)}"/>`,
    shadow: [200, 86],
  }
}

/** Two tumblers. */
export function glass(paint, { main, accent = main }) {
  const one = (x, y, colour) =>
    `<path d="M${x} ${y}h92l-10 ${328 - y}h-72z" fill="${paint.turned(colour)}" opacity=".62"/>` +
    `<path d="M${x + 14} ${y + 14}l5 ${288 - y}" stroke="#fff" stroke-opacity=".55" stroke-width="6" stroke-linecap="round"/>` +
    `<ellipse cx="${x + 46}" cy="${y}" rx="46" ry="9" fill="${dark(colour, 0.2)}" opacity=".45" stroke="#fff" stroke-opacity=".7" stroke-width="3"/>`
  return { art: one(112, 176, main) + one(204, 208, accent), shadow: [204, 104], zoom: 1.24 }
}

/** The open top of a vessel. */
export function rim(paint, x, y, rx, ry, colour) {
  return (
    `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${light(colour, 0.24)}"/>` +
    `<ellipse cx="${x}" cy="${y + 1.5}" rx="${rx - 5}" ry="${ry - 3.5}" fill="${paint.inside(colour)}"/>`
  )
}

/** Specks that are the same on every run. */
export function speckle(colour, x, y, width, height, count = 46) {
  let seed = 7
  const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  return Array.from({ length: count }, () => {
    const [cx, cy, r] = [x + next() * width, y + next() * height, 0.8 + next() * 1.8]
    return `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${r.toFixed(1)}" fill="${colour}" opacity=".5"/>`
  }).join('')
}
