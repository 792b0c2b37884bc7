// SPDX-License-Identifier: MIT
// Things to carry and keep things in: totes, backpacks, baskets, pouches.

import { dark, light } from './paint.js'

/** A tote; `look` `leather` has a flap pocket, else a stripe. */
export function tote(paint, { main, accent = dark(main, 0.4), look }) {
  const front =
    look === 'leather'
      ? `<path d="M152 226h96v58q0 8-8 8h-80q-8 0-8-8z" fill="${paint.sheet(dark(main, 0.1))}"/><path d="M152 226h96v20q-48 18-96 0z" fill="${paint.sheet(dark(main, 0.04))}"/><circle cx="200" cy="250" r="4" fill="#c29b4b"/>`
      : `<path d="M95 248h210l3 26H92z" fill="${accent}"/><path d="M93 284h214l1 8H92z" fill="${accent}"/>`
  return {
    art:
      `<path d="M150 170q0-108 50-108t50 108" fill="none" stroke="${dark(accent, 0.2)}" stroke-width="10" opacity=".7"/>` +
      `<path d="M102 160h196l14 156q1 12-11 12H99q-12 0-11-12z" fill="${paint.sheet(main)}"/><path d="M102 160h196l1 12H101z" fill="${dark(main, 0.18)}"/>` +
      `${front}<path d="M140 184q0-112 60-112t60 112" fill="none" stroke="${accent}" stroke-width="10"/>` +
      `<path d="M134 178h12v18h-12zM254 178h12v18h-12z" fill="${dark(accent, 0.2)}"/>`,
    shadow: [200, 112],
  }
}

/** A backpack; `look` `roll` has a rolled top. */
export function backpack(paint, { main, accent = '#7d573b', look }) {
  const top =
    look === 'roll'
      ? `<path d="M116 96h168q14 0 14 20t-14 20H116q-14 0-14-20t14-20z" fill="${paint.plane(light(main, 0.1))}"/><path d="M192 90h16v70h-16z" fill="${accent}"/>`
      : `<path d="M104 150q0-78 96-78t96 78v28q-96 26-192 0z" fill="${paint.turned(light(main, 0.08))}"/><path d="M192 168h16v52h-16z" fill="${accent}"/><path d="M188 206h24v18h-24z" fill="#c29b4b"/>`
  return {
    art:
      `<path d="M172 84q0-36 28-36t28 36" fill="none" stroke="${dark(main, 0.4)}" stroke-width="10"/>` +
      `<path d="M84 190h32v92H96q-12 0-12-14zM284 190h32v78q0 14-12 14h-20z" fill="${paint.turned(dark(main, 0.2))}"/>` +
      `<path d="M104 126q0-30 30-30h132q30 0 30 30v174q0 28-28 28H132q-28 0-28-28z" fill="${paint.turned(main)}"/>${top}` +
      `<path d="M132 236h136v58q0 14-14 14H146q-14 0-14-14z" fill="${paint.sheet(dark(main, 0.1))}"/><path d="M140 250h120" stroke="${accent}" stroke-width="4"/>`,
    shadow: [200, 116],
  }
}

/** A woven basket. */
export function basket(paint, { main, accent = '#7d573b', look }) {
  const d =
    look === 'low'
      ? 'M82 214h236l-20 100q-2 14-16 14H118q-14 0-16-14z'
      : 'M100 142h200l-14 172q-1 14-15 14H129q-14 0-15-14z'
  const top = look === 'low' ? 214 : 142
  const rows = Math.floor((322 - top) / 14)
  const weave = Array.from({ length: rows }, (_, row) => {
    const y = top + 12 + row * 14
    return Array.from({ length: 14 }, (_, at) => `M${80 + at * 18 + (row % 2) * 9} ${y}q9-6 15 0`).join('')
  }).join('')
  return {
    art:
      `<path d="M142 ${top}q0-56 58-56t58 56" fill="none" stroke="${accent}" stroke-width="11" stroke-linecap="round"/>` +
      `<clipPath id="c"><path d="${d}"/></clipPath><path d="${d}" fill="${paint.turned(main)}"/>` +
      `<path clip-path="url(#c)" d="${weave}" fill="none" stroke="${dark(main, 0.42)}" stroke-opacity=".5" stroke-width="4" stroke-linecap="round"/>` +
      `<path d="M${look === 'low' ? 76 : 94} ${top - 6}h${look === 'low' ? 248 : 212}v15H${look === 'low' ? 76 : 94}z" fill="${paint.turned(light(main, 0.12))}"/>`,
    shadow: [200, look === 'low' ? 118 : 104],
  }
}

/** A pouch with a zip. */
export function pouch(paint, { main, accent = '#c29b4b' }) {
  return {
    art:
      `<path d="M82 186q0-16 16-16h204q16 0 16 16v118q0 24-26 24H108q-26 0-26-24z" fill="${paint.sheet(main)}"/>` +
      `<path d="M82 198h236" stroke="${dark(main, 0.4)}" stroke-width="8"/><path d="M88 198h224" stroke="${accent}" stroke-width="3" stroke-dasharray="5 4"/>` +
      `<circle cx="296" cy="198" r="9" fill="${paint.ball(accent)}"/><path d="M296 206l8 42h-16z" fill="${paint.turned(dark(main, 0.3))}"/>` +
      `<path d="M112 300q88 14 176 0" fill="none" stroke="${dark(main, 0.3)}" stroke-opacity=".3" stroke-width="4"/>`,
    shadow: [200, 116],
  }
}
