// SPDX-License-Identifier: MIT
// Markup from templates; whatever is put into one is escaped.

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

class Markup {
  constructor(text) {
    this.text = text
  }
}

/** Tag of a template: values are escaped, other markup and arrays of it are not; `false` and `undefined` show nothing. */
export function html(parts, ...values) {
  return new Markup(parts.reduce((text, part, at) => text + toText(values[at - 1]) + part))
}

/** Replaces what is in an element. */
export function render(element, markup) {
  element.innerHTML = toText(markup)
}

/** An icon from the sheet; decoration only, so it needs words beside it. */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true" width="24" height="24"><use href="icons.svg#${name}"></use></svg>`

function toText(value) {
  if (value instanceof Markup) return value.text
  if (Array.isArray(value)) return value.map(toText).join('')
  if (value === undefined || value === false) return ''
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character])
}
