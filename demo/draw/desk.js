// SPDX-License-Identifier: MIT
// Things for the desk: notebooks, clocks, pens, trays.

import { dark, light } from './paint.js'

/** A notebook before another one; `look` `grid` or `label`. */
export function notebook(paint, { main, accent = light(main, 0.4), look }) {
  const cover = (colour) =>
    `<path d="M112 72h168q12 0 12 12v232q0 12-12 12H112z" fill="${paint.sheet(colour)}"/>`
  const one = (colour, extra) =>
    `${cover(colour)}<path d="M110 72h14v256h-14q-6 0-6-6V78q0-6 6-6z" fill="${dark(colour, 0.22)}"/>${extra}`
  const grid = Array.from({ length: 8 }, (_, at) => `M140 ${104 + at * 28}h136M${148 + at * 17} 88v224`).join(
    '',
  )
  const face =
    look === 'grid'
      ? `<path d="${grid}" stroke="${accent}" stroke-opacity=".55" stroke-width="2.5"/>`
      : `<path d="M156 116h100v56H156z" fill="${light(accent, 0.4)}"/><path d="M170 136h72M170 152h46" stroke="${dark(main, 0.2)}" stroke-width="3.5"/>`
  return {
    art:
      `<g transform="translate(34 0) rotate(7 200 328)">${cover(accent)}</g>` +
      one(main, `${face}<path d="M262 72h8v256h-8z" fill="${dark(main, 0.42)}"/>`),
    shadow: [214, 110],
  }
}

/** A clock; `look` `desk` stands on feet, else it hangs. */
export function clock(paint, { main, accent = '#f1ece2', look }) {
  const y = look === 'desk' ? 212 : 196
  const marks = Array.from(
    { length: 12 },
    (_, at) => `<path d="M200 ${y - 84}v${at % 3 ? 9 : 16}" transform="rotate(${at * 30} 200 ${y})"/>`,
  ).join('')
  return {
    art:
      (look === 'desk'
        ? `<path d="M136 300l-22 28M264 300l22 28" stroke="${dark(main, 0.2)}" stroke-width="13" stroke-linecap="round"/>`
        : '') +
      `<circle cx="${look === 'desk' ? 200 : 206}" cy="${look === 'desk' ? y : y + 9}" r="114" fill="#2a1f16" opacity="${look === 'desk' ? 0 : 0.14}"/>` +
      `<circle cx="200" cy="${y}" r="114" fill="${paint.ball(main)}"/><circle cx="200" cy="${y}" r="96" fill="${paint.ball(accent)}"/>` +
      `<g stroke="${dark(main, 0.3)}" stroke-width="4" stroke-linecap="round">${marks}</g>` +
      `<g stroke="#2f2b27" stroke-linecap="round"><path d="M200 ${y}l-34-36" stroke-width="8"/><path d="M200 ${y}l44-52" stroke-width="5"/></g>` +
      `<path d="M190 ${y + 20}L206 ${y - 14}" stroke="#b5694a" stroke-width="3" stroke-linecap="round"/><circle cx="200" cy="${y}" r="7" fill="#b5694a"/>`,
    shadow: [200, look === 'desk' ? 96 : 0],
    ...(look === 'desk' ? {} : { floor: 400 }),
  }
}

/** A beaker with pencils. */
export function penPot(paint, { main, accent = '#c99a3e' }) {
  const pencil = (x, lean, top, colour) =>
    `<g transform="rotate(${lean} ${x} 220)"><path d="M${x - 8} ${top}h16v${240 - top}h-16z" fill="${paint.turned(colour)}"/><path d="M${x - 8} ${top}l8-26 8 26z" fill="#e6d3b1"/><path d="M${x - 3} ${top - 16}l3-10 3 10z" fill="#3a3836"/></g>`
  return {
    art:
      pencil(166, -13, 108, accent) +
      pencil(190, -4, 84, '#5f7350') +
      pencil(214, 5, 100, '#b5694a') +
      pencil(236, 14, 124, '#5d6b75') +
      `<path d="M134 196h132v114q0 18-18 18h-96q-18 0-18-18z" fill="${paint.turned(main)}"/>` +
      `<path d="M134 196q66 20 132 0v10q-66 20-132 0z" fill="${light(main, 0.25)}"/><path d="M134 272q66 18 132 0v18q-66 18-132 0z" fill="${dark(main, 0.2)}" opacity=".6"/>`,
    shadow: [200, 84],
  }
}

/** Trays for letters, one on the other. */
export function tray(paint, { main, accent = '#f1ece2' }) {
  const one = (y) =>
    `<path d="M94 ${y - 10}h212v16H94z" fill="${paint.plane(accent)}"/><path d="M102 ${y - 3}h196" stroke="${dark(accent, 0.2)}" stroke-width="2"/>` +
    `<path d="M170 ${y}h60v26h-60z" fill="${dark(accent, 0.16)}"/>` +
    `<path d="M66 ${y}h104q6 24 30 24t30-24h104v34q0 12-12 12H78q-12 0-12-12z" fill="${paint.turned(main)}"/>`
  return {
    art: `<path d="M84 214h9v70h-9zM307 214h9v70h-9z" fill="${dark(main, 0.35)}"/>${one(282)}${one(188)}`,
    shadow: [200, 134],
  }
}
