// SPDX-License-Identifier: MIT
// Things to sit on, seen from the front.

import { dark, light } from './paint.js'

const leg = (x, y, lean, colour, height = 328 - y) =>
  `<path d="M${x - 6} ${y}h12l${lean + 2} ${height}h-9z" fill="${colour}"/>`

/** A chair for the table; `look`: `spindle`, `shell` or `ladder`. */
export function chair(paint, { main, accent = main, look = 'spindle' }) {
  const wood = paint.plane(main)
  const back = legs(dark(main, 0.26), 0)
  if (look === 'shell') {
    return {
      art:
        back +
        `<path d="M132 84q68-26 136 0 16 60 8 132H124q-8-72 8-132z" fill="${paint.turned(accent)}"/>` +
        `<path d="M112 206q88-20 176 0 8 26-14 34H126q-22-8-14-34z" fill="${paint.plane(light(accent, 0.12))}"/>` +
        legs(main, 236),
      shadow: [200, 96],
    }
  }
  const slats =
    look === 'ladder'
      ? [100, 134, 168]
          .map((y) => `<path d="M138 ${y}q62-14 124 0v18q-62-14-124 0z" fill="${wood}"/>`)
          .join('')
      : [150, 170, 190, 210, 230, 250]
          .map(
            (x) => `<path d="M${x - 2 + (x - 200) * 0.1} 92h5l${(200 - x) * 0.1} 122h-5z" fill="${wood}"/>`,
          )
          .join('') +
        `<path d="M120 82q80-28 160 0 4 14-4 20-76-22-152 0-8-6-4-20z" fill="${paint.turned(main)}"/>`
  return {
    art:
      back +
      `<path d="M128 84h11l6 134h-13zM261 84h11l-4 134h-13z" fill="${wood}"/>${slats}` +
      `<path d="M108 210q92-14 184 0l8 20q2 10-10 10H110q-12 0-10-10z" fill="${paint.turned(accent)}"/>` +
      `<path d="M104 238h192v5H104z" fill="${dark(accent, 0.35)}" opacity=".5"/>` +
      legs(main, 238),
    shadow: [200, 98],
  }

  function legs(colour, front) {
    return front > 0
      ? leg(122, front, -10, colour) + leg(278, front, 10, colour)
      : leg(146, 230, 4, colour, 82) + leg(254, 230, -4, colour, 82)
  }
}

/** An armchair; `look` `wing` has a high back. */
export function armchair(paint, { main, accent = '#7d573b', look }) {
  const top = look === 'wing' ? 76 : 118
  return {
    art:
      leg(110, 290, -6, accent) +
      leg(290, 290, 6, accent) +
      `<path d="M100 ${top + 40}q0-44 46-44h108q46 0 46 44v110H100z" fill="${paint.turned(dark(main, 0.06))}"/>` +
      (look === 'wing'
        ? [170, 200, 230]
            .map((x) => `<circle cx="${x}" cy="134" r="3.5" fill="${dark(main, 0.4)}"/>`)
            .join('')
        : '') +
      `<path d="M116 226q84-16 168 0v44H116z" fill="${paint.plane(light(main, 0.12))}"/>` +
      `<path d="M66 212q0-26 28-26t28 26v84H78q-12 0-12-12zM278 212q0-26 28-26t28 26v72q0 12-12 12h-44z" fill="${paint.turned(main)}"/>` +
      `<path d="M122 266h156v30H122z" fill="${paint.plane(dark(main, 0.1))}"/>` +
      `<path d="M122 266h156" stroke="${dark(main, 0.35)}" stroke-width="2.5" opacity=".5"/>`,
    shadow: [200, 128],
  }
}

/** A stool; `look` `bar` is tall. */
export function stool(paint, { main, accent = main, look }) {
  const top = look === 'bar' ? 108 : 190
  return {
    art:
      leg(200, top, 0, dark(main, 0.28), 314 - top) +
      `<path d="M${look === 'bar' ? '146 258h108' : '150 274h100'}" stroke="${dark(main, 0.12)}" stroke-width="7"/>` +
      leg(158, top, -34, main) +
      leg(242, top, 34, main) +
      `<path d="M118 ${top}q82 22 164 0v14q-82 26-164 0z" fill="${paint.turned(dark(accent, 0.1))}"/>` +
      `<ellipse cx="200" cy="${top}" rx="82" ry="17" fill="${paint.plane(light(accent, 0.1))}"/>`,
    shadow: [200, 92],
  }
}

export function bench(paint, { main, accent = '#d9c7a8' }) {
  return {
    art:
      leg(96, 240, 8, dark(main, 0.26), 74) +
      leg(304, 240, -8, dark(main, 0.26), 74) +
      `<path d="M54 214q146-16 292 0l6 10q0 8-8 8H56q-8 0-8-8z" fill="${paint.plane(accent)}"/>` +
      `<path d="M48 228h304v16q0 6-6 6H54q-6 0-6-6z" fill="${paint.turned(main)}"/>` +
      leg(74, 248, -8, main) +
      leg(326, 248, 8, main),
    shadow: [200, 140],
  }
}

/** A round seat of cloth. */
export function pouf(paint, { main, accent = light(main, 0.3) }) {
  const seams = [-84, -44, 0, 44, 84]
    .map(
      (x) =>
        `<path d="M200 198q${x} 6 ${x * 1.25} 66t-${x * 0.25} 62" fill="none" stroke="${dark(main, 0.32)}" stroke-opacity=".4" stroke-width="2.5"/>`,
    )
    .join('')
  return {
    art:
      `<path d="M78 264q0-70 122-70t122 70q0 64-46 64H124q-46 0-46-64z" fill="${paint.ball(main)}"/>${seams}` +
      `<ellipse cx="200" cy="199" rx="22" ry="6" fill="${accent}"/>`,
    shadow: [200, 116],
  }
}
