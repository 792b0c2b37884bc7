// SPDX-License-Identifier: MIT
// Lamps and candles.

import { dark, light } from './paint.js'

const WARM = '#ffdf9e'

/** A lamp on a cable; `look`: `dome`, `globe` or `cone`. */
export function pendant(paint, { main, accent = '#3a3836', look = 'dome' }) {
  const cable = `<path d="M200 0v110" stroke="${accent}" stroke-width="3.5"/><path d="M188 104h24v24h-24z" fill="${paint.turned(accent)}"/>`
  const shine = `<ellipse cx="200" cy="290" rx="190" ry="120" fill="${paint.glow(WARM, 0.62)}"/>`
  if (look === 'globe') {
    return {
      art: `<circle cx="200" cy="214" r="180" fill="${paint.glow(WARM, 0.6)}"/>${cable}<circle cx="200" cy="214" r="90" fill="${paint.ball(main)}"/><circle cx="200" cy="220" r="84" fill="${paint.glow('#fff6dd', 0.9)}"/>`,
      shadow: [200, 0],
      floor: 400,
    }
  }
  const d = look === 'cone' ? 'M186 126h28l86 128H100z' : 'M84 250q4-126 116-126t116 126z'
  const half = look === 'cone' ? 100 : 116
  return {
    art:
      `${shine}${cable}<ellipse cx="200" cy="${look === 'cone' ? 254 : 250}" rx="${half}" ry="14" fill="#fff3d2"/>` +
      `<path d="${d}" fill="${paint.turned(main)}"/><path d="M${200 - half} ${look === 'cone' ? 251 : 247}h${half * 2}v7h-${half * 2}z" fill="${dark(main, 0.3)}"/>`,
    shadow: [200, 0],
    floor: 400,
  }
}

/** A lamp for the table; `look`: `mushroom`, `cone` or `arm`. */
export function tableLamp(paint, { main, accent = '#c29b4b', look = 'cone' }) {
  if (look === 'arm') {
    return {
      art:
        `<ellipse cx="118" cy="250" rx="120" ry="80" fill="${paint.glow(WARM, 0.6)}"/>` +
        `<path d="M246 318l26-118-112-68" fill="none" stroke="${accent}" stroke-width="9" stroke-linejoin="round"/>` +
        `<circle cx="272" cy="200" r="10" fill="${paint.ball(accent)}"/>` +
        `<g transform="rotate(-28 150 132)"><ellipse cx="140" cy="202" rx="62" ry="10" fill="#fff3d2"/><path d="M126 108h28l48 94H78z" fill="${paint.turned(main)}"/></g>` +
        `<path d="M196 316h104q10 0 10 12H186q0-12 10-12z" fill="${paint.turned(main)}"/>`,
      shadow: [246, 78],
    }
  }
  if (look === 'mushroom') {
    return {
      art:
        `<ellipse cx="200" cy="250" rx="180" ry="110" fill="${paint.glow(WARM, 0.55)}"/>` +
        `<path d="M186 196h28l18 128h-64z" fill="${paint.turned(accent)}"/><ellipse cx="200" cy="322" rx="62" ry="9" fill="${paint.turned(accent)}"/>` +
        `<ellipse cx="200" cy="202" rx="112" ry="17" fill="#fff3d2"/><path d="M86 202q4-98 114-98t114 98q-114 22-228 0z" fill="${paint.ball(main)}"/>`,
      shadow: [200, 82],
    }
  }
  return {
    art:
      `<ellipse cx="200" cy="190" rx="185" ry="150" fill="${paint.glow(WARM, 0.5)}"/>` +
      `<path d="M196 196h8v50h-8z" fill="${accent}"/>` +
      `<path d="M200 238q52 0 52 44 0 30-24 46h-56q-24-16-24-46 0-44 52-44z" fill="${paint.ball(accent)}"/>` +
      `<path d="M152 92h96l42 112H110z" fill="${paint.turned(main)}"/><path d="M152 92h96l42 112H110z" fill="${paint.glow('#fff1c9', 0.75)}"/>` +
      `<path d="M110 198h180v7H110z" fill="${dark(main, 0.18)}" opacity=".6"/>`,
    shadow: [200, 70],
  }
}

/** A standing lamp; `look` `arc`, else on three legs. */
export function floorLamp(paint, { main, accent = '#7d573b', look }) {
  if (look === 'arc') {
    return {
      art:
        `<ellipse cx="124" cy="216" rx="130" ry="100" fill="${paint.glow(WARM, 0.6)}"/>` +
        `<path d="M286 320V150q0-84-82-84-74 0-80 60" fill="none" stroke="${accent}" stroke-width="7"/>` +
        `<path d="M236 318h100q8 0 8 10H228q0-10 8-10z" fill="${paint.turned(accent)}"/>` +
        `<ellipse cx="124" cy="178" rx="68" ry="11" fill="#fff3d2"/><path d="M56 178q4-62 68-62t68 62z" fill="${paint.turned(main)}"/>`,
      shadow: [284, 74],
    }
  }
  return {
    art:
      `<ellipse cx="200" cy="126" rx="190" ry="130" fill="${paint.glow(WARM, 0.5)}"/>` +
      `<path d="M196 150l-66 178M204 150l66 178M200 150v166" stroke="${accent}" stroke-width="8" stroke-linecap="round"/>` +
      `<path d="M152 262h96" stroke="${dark(accent, 0.2)}" stroke-width="4"/>` +
      `<path d="M146 50h108l28 106H118z" fill="${paint.turned(main)}"/><path d="M146 50h108l28 106H118z" fill="${paint.glow('#fff1c9', 0.75)}"/>`,
    shadow: [200, 88],
  }
}

/** Candles in three heights. */
export function candle(paint, { main, accent = '#c29b4b' }) {
  const one = (x, y, width, colour) =>
    `<ellipse cx="${x}" cy="${y - 30}" rx="56" ry="60" fill="${paint.glow(WARM, 0.6)}"/>` +
    `<path d="M${x - width / 2} ${y}h${width}v${316 - y}h-${width}z" fill="${paint.turned(colour)}"/>` +
    `<ellipse cx="${x}" cy="${y}" rx="${width / 2}" ry="6" fill="${light(colour, 0.4)}"/>` +
    `<path d="M${x} ${y - 2}v-9" stroke="#3a3836" stroke-width="2.5"/>` +
    `<path d="M${x} ${y - 40}q12 16 8 25-8 10-16 0-4-9 8-25z" fill="#f6b24d"/><path d="M${x} ${y - 28}q6 9 4 14-4 5-8 0-2-5 4-14z" fill="#fff1c4"/>`
  return {
    art:
      one(142, 190, 46, main) +
      one(200, 152, 46, light(main, 0.3)) +
      one(258, 224, 46, dark(main, 0.12)) +
      `<path d="M94 312h212q0 16-16 16H110q-16 0-16-16z" fill="${paint.turned(accent)}"/>`,
    shadow: [200, 106],
  }
}
