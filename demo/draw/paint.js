// SPDX-License-Identifier: MIT
// Colours and gradients for the pictures of the shop: light comes from the upper left.

const channels = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

/** Mixes two `#rrggbb` colours; `share` of the second, 0 to 1. */
export function mix(first, second, share) {
  const other = channels(second)
  const mixed = channels(first).map((value, at) => Math.round(value + (other[at] - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

export const light = (colour, share) => mix(colour, '#fffaf0', share)
export const dark = (colour, share) => mix(colour, '#1c1612', share)

/** Collects the gradients of one picture; each method gives a value for `fill`. */
export function createPaint() {
  const defs = []
  const add = (make) => {
    const id = `p${defs.length}`
    defs.push(make(id))
    return `url(#${id})`
  }
  const linear = (direction, stops) =>
    add((id) => `<linearGradient id="${id}" ${direction}>${stops.map(stop).join('')}</linearGradient>`)
  return {
    defs,
    /** Something turned on a wheel or a lathe: lit at the left, dark at the right. */
    turned: (colour) =>
      linear('x2="1" y2="0"', [
        [0, dark(colour, 0.07)],
        [0.24, light(colour, 0.22)],
        [0.58, colour],
        [1, dark(colour, 0.28)],
      ]),
    /** A surface that the light falls on from above. */
    plane: (colour) =>
      linear('x2="0" y2="1"', [
        [0, light(colour, 0.14)],
        [1, dark(colour, 0.1)],
      ]),
    /** A flat thing seen from the front. */
    sheet: (colour) =>
      linear('x2="1" y2="1"', [
        [0, light(colour, 0.14)],
        [0.6, colour],
        [1, dark(colour, 0.12)],
      ]),
    /** The inside of a vessel. */
    inside: (colour) =>
      linear('x2="1" y2="0"', [
        [0, dark(colour, 0.42)],
        [1, dark(colour, 0.12)],
      ]),
    ball: (colour) =>
      add(
        (id) =>
          `<radialGradient id="${id}" cx=".34" cy=".28" r=".85">${[
            [0, light(colour, 0.3)],
            [0.5, colour],
            [1, dark(colour, 0.3)],
          ]
            .map(stop)
            .join('')}</radialGradient>`,
      ),
    glow: (colour, strength = 0.7) =>
      add(
        (id) =>
          `<radialGradient id="${id}"><stop stop-color="${colour}" stop-opacity="${strength}"/>` +
          `<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`,
      ),
  }
}

function stop([offset, colour]) {
  return `<stop offset="${offset}" stop-color="${colour}"/>`
}
