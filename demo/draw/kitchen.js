// SPDX-License-Identifier: MIT
// Things to cook with: kettles, casseroles, pans, boards, mills, jars.

import { dark, light } from './paint.js'
import { rim } from './tableware.js'

/** A kettle with a swan's neck; `look` `stove` is a round one for the hob. */
export function kettle(paint, { main, accent = '#3a3836', look }) {
  if (look === 'stove') {
    return {
      art:
        `<path d="M284 214q36-10 46-46l26 10q-8 58-60 76z" fill="${paint.turned(main)}"/>` +
        `<path d="M124 186q8-88 76-88t76 88" fill="none" stroke="${accent}" stroke-width="15" stroke-linecap="round"/>` +
        `<path d="M94 262q0-86 106-86t106 86q0 46-22 66H116q-22-20-22-66z" fill="${paint.ball(main)}"/>` +
        `<path d="M150 182q50-24 100 0z" fill="${paint.turned(light(main, 0.1))}"/>` +
        `<circle cx="200" cy="160" r="12" fill="${paint.ball(accent)}"/>`,
      shadow: [200, 110],
    }
  }
  return {
    art:
      `<path d="M142 300q-58 0-58-62 0-48-32-70" fill="none" stroke="${dark(main, 0.1)}" stroke-width="12" stroke-linecap="round"/>` +
      `<path d="M262 196q62-18 68 18 4 26-22 76" fill="none" stroke="${accent}" stroke-width="17" stroke-linecap="round"/>` +
      `<path d="M146 176h112l24 140q0 12-12 12H134q-12 0-12-12z" fill="${paint.turned(main)}"/>` +
      `<path d="M150 164h104l4 14H146z" fill="${paint.turned(dark(main, 0.08))}"/>` +
      `<path d="M158 164q44-26 88 0z" fill="${paint.turned(light(main, 0.08))}"/>` +
      `<path d="M194 136h16v16h-16z" fill="${accent}"/><ellipse cx="202" cy="132" rx="17" ry="9" fill="${paint.ball(accent)}"/>`,
    shadow: [200, 100],
  }
}

/** A heavy pot with its lid. */
export function casserole(paint, { main, accent = '#c29b4b' }) {
  return {
    art:
      `<path d="M66 232h268v26H66q-10-13 0-26z" fill="${dark(main, 0.22)}"/>` +
      `<path d="M88 216h224v84q0 28-28 28H116q-28 0-28-28z" fill="${paint.turned(main)}"/>` +
      `<path d="M80 212q6-52 120-52t120 52z" fill="${paint.turned(light(main, 0.06))}"/>` +
      `<path d="M78 208h244v13H78z" fill="${dark(main, 0.16)}"/>` +
      `<path d="M190 150h20v14h-20z" fill="${dark(accent, 0.3)}"/><ellipse cx="200" cy="146" rx="25" ry="11" fill="${paint.ball(accent)}"/>`,
    shadow: [200, 120],
  }
}

/** A pan seen from above. */
export function skillet(paint, { main, accent = '#7d573b' }) {
  return {
    art:
      `<g transform="rotate(-38 200 200)">` +
      `<path d="M290 188h104q12 0 12 12t-12 12H290z" fill="${paint.plane(accent)}"/><circle cx="392" cy="200" r="5" fill="${dark(accent, 0.5)}"/>` +
      `<path d="M276 184h26v32h-26z" fill="${dark(main, 0.3)}"/></g>` +
      `<circle cx="176" cy="220" r="122" fill="${paint.ball(main)}"/>` +
      `<circle cx="176" cy="220" r="104" fill="${dark(main, 0.28)}"/><circle cx="176" cy="220" r="104" fill="${paint.glow(light(main, 0.25), 0.5)}"/>` +
      `<path d="M98 190q18-46 66-54" fill="none" stroke="#fff" stroke-opacity=".28" stroke-width="7" stroke-linecap="round"/>`,
    shadow: [200, 0],
    floor: 400,
  }
}

/** A wooden board; `look` `round` or long. */
export function board(paint, { main, accent = main, look }) {
  if (look === 'round') {
    return {
      art:
        `<path d="M184 76h32v60h-32z" fill="${paint.plane(main)}"/><path d="M176 64q24-20 48 0l-6 50h-36z" fill="${paint.plane(main)}"/>` +
        `<circle cx="200" cy="222" r="106" fill="${paint.sheet(main)}"/>${grain(main, 118, 150, 164, 6, 24)}` +
        `<circle cx="200" cy="80" r="9" fill="${dark(main, 0.55)}"/>`,
      shadow: [200, 96],
    }
  }
  const d = 'M182 66q18-14 36 0l4 58h26q20 0 20 20v164q0 20-20 20h-96q-20 0-20-20V144q0-20 20-20h26z'
  return {
    art:
      `<path d="${d}" transform="translate(44 0) rotate(5 200 320)" fill="${paint.sheet(accent)}"/>` +
      `<path d="${d}" fill="${paint.sheet(main)}"/>${grain(main, 146, 150, 108, 7, 24)}<circle cx="200" cy="82" r="8" fill="${dark(main, 0.55)}"/>`,
    shadow: [214, 100],
  }
}

/** A mill for salt and one for pepper. */
export function mill(paint, { main, accent = light(main, 0.5) }) {
  const one = (x, colour, height) =>
    `<g transform="translate(${x} ${328 - height})">` +
    `<circle cx="0" cy="16" r="18" fill="${paint.ball(colour)}"/>` +
    `<path d="M-26 34h52q8 24-8 44 16 30 20 ${height - 78}h-76q4-${height - 108} 20-${height - 78}-16-20-8-44z" fill="${paint.turned(colour)}"/>` +
    `<path d="M-18 78h36" stroke="${dark(colour, 0.4)}" stroke-width="3"/></g>`
  return { art: one(154, main, 212) + one(252, accent, 168), shadow: [204, 96] }
}

/** A jar with a wooden lid, a smaller one beside it. */
export function jar(paint, { main, accent = '#c79a65' }) {
  const one = (x, y, width) =>
    `<path d="M${x} ${y}h${width}v${310 - y}q0 18-18 18h-${width - 36}q-18 0-18-18z" fill="${paint.turned(main)}"/>` +
    `<path d="M${x} ${y + (328 - y) * 0.36}h${width}v${(328 - y) * 0.28}h-${width}z" fill="${light(main, 0.55)}" opacity=".75"/>` +
    rim(paint, x + width / 2, y, width / 2, 8, main) +
    `<path d="M${x + 4} ${y - 26}h${width - 8}v26q-${width / 2 - 4} 10-${width - 8} 0z" fill="${paint.turned(accent)}"/>` +
    `<ellipse cx="${x + width / 2}" cy="${y - 26}" rx="${width / 2 - 4}" ry="8" fill="${light(accent, 0.22)}"/>`
  return { art: one(104, 176, 124) + one(220, 226, 92), shadow: [206, 112] }
}

function grain(colour, x, y, width, lines, gap) {
  return Array.from({ length: lines }, (_, line) => {
    const top = y + line * gap
    return `<path d="M${x} ${top}q${width * 0.3} ${line % 2 ? 7 : -6} ${width * 0.55} 0t${width * 0.45} ${line % 2 ? -4 : 5}" fill="none" stroke="${dark(colour, 0.3)}" stroke-opacity=".34" stroke-width="2"/>`
  }).join('')
}
