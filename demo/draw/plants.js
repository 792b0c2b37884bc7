// SPDX-License-Identifier: MIT
// Plants, pots, vases and what waters them.

import { dark, light } from './paint.js'
import { rim, speckle } from './tableware.js'

/** A plant in its pot; `look`: `broad`, `sword`, `cactus` or `tree`. */
export function plant(paint, { main, accent = '#b5694a', look = 'broad' }) {
  const leaves = { broad, sword, cactus, tree }[look](paint, main)
  return {
    art:
      leaves +
      `<path d="M146 246h108l-14 72q-2 10-12 10h-56q-10 0-12-10z" fill="${paint.turned(accent)}"/>` +
      `<path d="M138 232h124v22H138z" fill="${paint.turned(light(accent, 0.08))}"/><path d="M142 254h116v4H142z" fill="${dark(accent, 0.4)}" opacity=".35"/>`,
    shadow: [200, 68],
  }
}

function blade(x, y, lean, length, width, fill) {
  const tip = [x + lean, y - length]
  return `<path d="M${x} ${y}Q${x + lean * 0.1 - width} ${y - length * 0.6} ${tip}Q${x + lean * 0.5 + width} ${y - length * 0.4} ${x} ${y}z" fill="${fill}"/>`
}

function broad(paint, main) {
  const leaf = (angle, length, colour) =>
    `<g transform="rotate(${angle} 200 236)"><path d="M200 236V${236 - length * 0.5}" stroke="${dark(main, 0.2)}" stroke-width="4"/>` +
    `<path d="M200 ${236 - length * 0.34}q-48-${length * 0.18} -2-${length * 0.66} 50 ${length * 0.5} 2 ${length * 0.66}z" fill="${paint.turned(colour)}"/>` +
    `<path d="M200 ${236 - length * 0.4}v-${length * 0.5}" stroke="${light(colour, 0.4)}" stroke-opacity=".6" stroke-width="2"/></g>`
  return [
    [-62, 150, dark(main, 0.16)],
    [60, 156, dark(main, 0.2)],
    [-34, 186, main],
    [34, 178, dark(main, 0.06)],
    [-4, 204, light(main, 0.1)],
  ]
    .map((one) => leaf(...one))
    .join('')
}

function sword(paint, main) {
  return [
    [172, -38, 128, 15, dark(main, 0.2)],
    [228, 42, 140, 15, dark(main, 0.24)],
    [186, -22, 176, 16, main],
    [216, 22, 164, 16, dark(main, 0.08)],
    [200, 2, 206, 17, light(main, 0.12)],
  ]
    .map(([x, lean, length, width, colour]) => blade(x, 240, lean, length, width, paint.turned(colour)))
    .join('')
}

function cactus(paint, main) {
  const column = (x, y, width) =>
    `<path d="M${x} 240V${y}q0-${width / 2} ${width / 2}-${width / 2}t${width / 2} ${width / 2}V240z" fill="${paint.turned(main)}"/>`
  const ribs = [182, 200, 218]
    .map(
      (x) =>
        `<path d="M${x} 86v146" stroke="${dark(main, 0.4)}" stroke-opacity=".4" stroke-width="2.5" stroke-dasharray="3 9"/>`,
    )
    .join('')
  return (
    `<path d="M166 200h-26q-14 0-14-16v-34" fill="none" stroke="${dark(main, 0.1)}" stroke-width="25" stroke-linecap="round"/>` +
    `<path d="M234 176h24q14 0 14-16v-20" fill="none" stroke="${dark(main, 0.22)}" stroke-width="23" stroke-linecap="round"/>` +
    `${column(166, 96, 68)}${ribs}<circle cx="200" cy="62" r="9" fill="#e2a0a0"/><circle cx="190" cy="66" r="6" fill="#d98888"/>`
  )
}

function tree(paint, main) {
  const crown = [
    [164, 118, 46],
    [236, 112, 48],
    [200, 84, 50],
    [150, 152, 32],
    [250, 152, 34],
    [200, 134, 52],
  ]
  return (
    `<path d="M194 240q4-60-2-110h14q-4 60 2 110z" fill="#8a6748"/>` +
    crown
      .map(
        ([x, y, r], at) =>
          `<circle cx="${x}" cy="${y}" r="${r}" fill="${paint.ball(at % 2 ? dark(main, 0.12) : main)}"/>`,
      )
      .join('') +
    speckle(light(main, 0.5), 130, 60, 140, 110, 40)
  )
}

/** A planter; `look`: `ribbed`, `footed` or `terrazzo`. */
export function pot(paint, { main, accent = '#7d573b', look }) {
  if (look === 'footed') {
    return {
      art:
        `<path d="M128 250l-22 78M272 250l22 78M200 270v58" stroke="${accent}" stroke-width="10" stroke-linecap="round"/>` +
        `<path d="M100 168h200q0 92-50 112H150q-50-20-50-112z" fill="${paint.turned(main)}"/>${rim(paint, 200, 168, 100, 16, main)}`,
      shadow: [200, 108],
    }
  }
  const d = 'M104 158h192l-18 152q-2 18-20 18H142q-18 0-20-18z'
  const ribs = Array.from(
    { length: 11 },
    (_, at) =>
      `<path d="M${118 + at * 16.4} 168L${132 + at * 13.6} 326" stroke="${dark(main, 0.3)}" stroke-opacity=".34" stroke-width="4"/>`,
  ).join('')
  const chips = Array.from({ length: 36 }, (_, at) => {
    const [x, y] = [106 + ((at * at * 31 + at * 53) % 184), 184 + at * 4]
    return `<path d="M${x} ${y}l9-4 5 8-7 6z" fill="${[accent, dark(main, 0.4), light(main, 0.7)][at % 3]}" opacity=".75"/>`
  }).join('')
  return {
    art: `<clipPath id="c"><path d="${d}"/></clipPath><path d="${d}" fill="${paint.turned(main)}"/><g clip-path="url(#c)">${look === 'terrazzo' ? chips : ribs}</g>${rim(paint, 200, 158, 96, 15, main)}`,
    shadow: [200, 100],
  }
}

/** A vase with a few stems; `look`: `bottle`, `ring` or `belly`. */
export function vase(paint, { main, accent = '#c99a3e', look = 'belly' }) {
  const stems =
    `<path d="M198 150q-22-60-52-92M202 150q6-64 2-118M204 150q24-50 54-76" fill="none" stroke="#7f8b62" stroke-width="3.5"/>` +
    [
      [146, 56, 12],
      [204, 30, 14],
      [258, 72, 12],
      [168, 84, 8],
      [234, 98, 8],
    ]
      .map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${paint.ball(accent)}"/>`)
      .join('')
  const bodies = {
    belly: 'M178 148h44q-2 34 30 58 28 22 28 56 0 66-48 66h-64q-48 0-48-66 0-34 28-56 32-24 30-58z',
    bottle: 'M180 140h40v70q42 12 42 60v38q0 20-20 20h-84q-20 0-20-20v-38q0-48 42-60z',
    ring: 'M180 148h40v34q58 14 58 74 0 72-78 72t-78-72q0-60 58-74z',
  }
  return {
    art:
      `${stems}<path d="${bodies[look]}" fill="${paint.ball(main)}"/>` +
      (look === 'ring'
        ? `<path class="w" d="M200 222a32 32 0 1 0 .1 0z"/><path d="M200 222a32 32 0 1 0 .1 0z" fill="#2a1f16" opacity=".16"/>`
        : '') +
      `<ellipse cx="200" cy="${look === 'bottle' ? 140 : 148}" rx="21" ry="5" fill="${dark(main, 0.35)}"/>`,
    shadow: [200, 84],
  }
}

export function wateringCan(paint, { main, accent = '#c29b4b' }) {
  return {
    art:
      `<path d="M248 300l82-134 18 10-76 146z" fill="${paint.turned(dark(main, 0.1))}"/><path d="M318 158l44 22-8 14-46-22z" fill="${paint.turned(accent)}"/>` +
      `<path d="M130 200q-78-4-74 52 4 46 66 54" fill="none" stroke="${accent}" stroke-width="11" stroke-linecap="round"/>` +
      `<path d="M132 188q12-78 74-78 50 0 58 78" fill="none" stroke="${accent}" stroke-width="11" stroke-linecap="round"/>` +
      `<path d="M118 190h158l14 128q0 10-10 10H114q-10 0-10-10z" fill="${paint.turned(main)}"/>${rim(paint, 197, 190, 79, 11, main)}`,
    shadow: [206, 110],
  }
}
