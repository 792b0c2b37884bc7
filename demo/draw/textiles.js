// SPDX-License-Identifier: MIT
// Cloth: cushions, throws, rugs, towels.

import { dark, light } from './paint.js'

/** A cushion; `look`: `stripe`, `check`, `leaf` or plain. */
export function cushion(paint, { main, accent = light(main, 0.5), look }) {
  const d = 'M84 104q116 22 232 0 20 112 0 220-116-20-232 0-20-108 0-220z'
  return {
    art:
      `<clipPath id="c"><path d="${d}"/></clipPath><path d="${d}" fill="${paint.sheet(main)}"/>` +
      `<g clip-path="url(#c)">${pattern(look, accent)}<path d="M60 80h290v260H60z" fill="${paint.glow(light(main, 0.6), 0.4)}"/></g>` +
      `<path d="${d}" fill="none" stroke="${dark(main, 0.24)}" stroke-opacity=".55" stroke-width="3"/>` +
      `<path d="M104 130q24 14 34 40M296 130q-24 14-34 40M102 300q26-10 36-34M298 300q-26-10-36-34" fill="none" stroke="${dark(main, 0.4)}" stroke-opacity=".22" stroke-width="4" stroke-linecap="round"/>`,
    shadow: [200, 116],
  }
}

/** A throw, folded in three; `look` `stripe` has a striped edge. */
export function throwBlanket(paint, { main, accent = light(main, 0.45), look }) {
  const fold = (y, colour, inset) => {
    const [left, right] = [72 + inset, 328 - inset]
    const d = `M${left + 20} ${y}H${right - 26}q26 0 26 26t-26 26H${left + 20}q-16-26 0-52z`
    const bands = look === 'stripe' ? [248, 262, 282] : []
    return (
      `<clipPath id="f${y}"><path d="${d}"/></clipPath><path d="${d}" fill="${paint.plane(colour)}"/>` +
      `<g clip-path="url(#f${y})">${bands.map((x, at) => `<path d="M${x} ${y}h${at === 2 ? 12 : 7}v52h-${at === 2 ? 12 : 7}z" fill="${accent}"/>`).join('')}${look === 'stripe' ? '' : pile(colour, left, right, y)}</g>` +
      `<path d="M${left + 14} ${y + 26}H${right - 26}" stroke="${dark(colour, 0.34)}" stroke-opacity=".45" stroke-width="2.5" stroke-linecap="round"/>`
    )
  }
  const fringe = (y, left) =>
    Array.from({ length: 5 }, (_, at) => {
      const top = y + 6 + at * 10
      return `<path d="M${left + 14} ${top}q-${10 + (at % 2) * 4} 2-${17 + (at % 3) * 4} ${7 + (at % 2) * 3}" fill="none" stroke="${light(main, 0.14)}" stroke-width="3" stroke-linecap="round"/>`
    }).join('')
  return {
    art: [
      [274, dark(main, 0.07), 0],
      [224, main, 5],
      [174, light(main, 0.08), 10],
    ]
      .map(([y, colour, inset]) => fringe(y, 72 + inset) + fold(y, colour, inset))
      .join(''),
    shadow: [200, 132],
    zoom: 1.12,
  }
}

function pile(colour, left, right, y) {
  const count = Math.floor((right - left) / 11)
  const hairs = Array.from(
    { length: count * 3 },
    (_, at) => `M${left + 8 + (at % count) * 11 + (at % 3) * 4} ${y + 8 + Math.floor(at / count) * 16}l5 6`,
  )
  return `<path d="${hairs.join('')}" stroke="${light(colour, 0.5)}" stroke-opacity=".5" stroke-width="2.5" stroke-linecap="round"/>`
}

/** A rug on the floor; `look`: `border`, `stripe` or `diamond`. */
export function rug(paint, { main, accent = light(main, 0.5), look = 'border' }) {
  const fringe = (y, sign) =>
    Array.from(
      { length: 33 },
      (_, at) =>
        `<path d="M${91 + at * 6.8} ${y}v${sign * 15}" stroke="${light(main, 0.5)}" stroke-width="2.5" stroke-linecap="round"/>`,
    ).join('')
  const inner = {
    border: `<path d="M108 84h184v232H108z" fill="none" stroke="${accent}" stroke-width="9"/><path d="M128 104h144v192H128z" fill="none" stroke="${accent}" stroke-width="3"/>`,
    stripe: [78, 118, 158, 198, 238, 278]
      .map((y) => `<path d="M86 ${y}h228v${y % 80 === 78 ? 20 : 9}H86z" fill="${accent}"/>`)
      .join(''),
    diamond: [122, 200, 278]
      .map(
        (y) =>
          `<path d="M200 ${y - 42}l76 42-76 42-76-42z" fill="none" stroke="${accent}" stroke-width="6"/><path d="M200 ${y - 15}l28 15-28 15-28-15z" fill="${accent}"/>`,
      )
      .join(''),
  }[look]
  return {
    art:
      `<path d="M92 62h228v288H92z" fill="#2a1f16" opacity=".14" transform="translate(5 7)"/>` +
      `${fringe(60, -1)}${fringe(340, 1)}<path d="M86 58h228v284H86z" fill="${paint.sheet(main)}"/>${inner}`,
    shadow: [200, 0],
    floor: 400,
  }
}

/** Towels over a rail. */
export function towel(paint, { main, accent = light(main, 0.4), look }) {
  const one = (x, width, height, colour, band) =>
    `<path d="M${x} 104q${width / 2}-16 ${width} 0v${height}H${x}z" fill="${paint.turned(colour)}"/>` +
    (look === 'waffle' ? waffle(x, width, height, colour) : '') +
    `<path d="M${x} ${62 + height}h${width}v13H${x}zM${x} ${82 + height}h${width}v4H${x}z" fill="${band}"/>`
  return {
    art:
      `<path d="M40 102h320" stroke="#c29b4b" stroke-width="9" stroke-linecap="round"/>` +
      one(94, 122, 206, main, accent) +
      one(232, 82, 138, accent, main),
    shadow: [200, 0],
    floor: 400,
  }
}

function waffle(x, width, height, colour) {
  const rows = Array.from(
    { length: Math.floor((height - 60) / 14) },
    (_, at) => `M${x} ${122 + at * 14}h${width}`,
  )
  const columns = Array.from(
    { length: Math.floor(width / 14) },
    (_, at) => `M${x + 8 + at * 14} 108v${height - 52}`,
  )
  return `<path d="${[...rows, ...columns].join('')}" stroke="${dark(colour, 0.35)}" stroke-opacity=".2" stroke-width="2"/>`
}

function pattern(look, accent) {
  if (look === 'stripe') {
    return [110, 142, 174, 206, 238, 270]
      .map((x, at) => `<path d="M${x} 80h${at % 2 ? 6 : 15}v260h-${at % 2 ? 6 : 15}z" fill="${accent}"/>`)
      .join('')
  }
  if (look === 'check') {
    const lines = [120, 160, 200, 240, 280]
    return `<g stroke="${accent}" stroke-width="8" stroke-opacity=".75">${lines.map((at) => `<path d="M${at} 80v260M60 ${at + 14}h280"/>`).join('')}</g>`
  }
  if (look === 'leaf') {
    const leaves = [
      [-40, 30],
      [-72, 62],
      [-104, 94],
    ].flatMap(([y]) => [`M200 ${310 + y}q-62-8-70-48 58-4 70 48z`, `M200 ${294 + y}q62-8 70-48-58-4-70 48z`])
    return `<path d="M198 130h4v180h-4z${leaves.join('')}M200 170q-24-26 0-50 24 24 0 50z" fill="${accent}"/>`
  }
  return ''
}
