// SPDX-License-Identifier: MIT
// Small things that the shop remembers in this browser. Where storage is refused, they last as long as the page.

const fallback = new Map()

/** What was remembered under the name, or the value given. */
export function recall(name, otherwise) {
  try {
    const text = localStorage.getItem(name)
    return text === null ? (fallback.get(name) ?? otherwise) : JSON.parse(text)
  } catch (error) {
    console.info(`${name} could not be read`, error)
    return fallback.get(name) ?? otherwise
  }
}

export function remember(name, value) {
  fallback.set(name, value)
  try {
    localStorage.setItem(name, JSON.stringify(value))
  } catch (error) {
    console.info(`${name} could not be kept`, error)
  }
}
