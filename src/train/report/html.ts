// SPDX-License-Identifier: MIT
// HTML as text: everything that is not markup passes `escape`.

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as it stands in HTML, also inside a quoted attribute. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!)
}

/** A table; the first column is text, the others are numbers. */
export interface TableData {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/**
 * Lays a table out; it scrolls inside its box where it is too wide.
 * @param caption - What it shows; read by screen readers, shown above the table.
 * @param marked - Index of a row to stress.
 */
export function tableHtml({ header, rows }: TableData, caption: string, marked?: number): string {
  const head = header.map((cell) => `<th scope="col">${escape(cell)}</th>`).join('')
  const body = rows.map(([first = '', ...rest], index) => {
    const cells = rest.map((cell) => `<td>${escape(cell)}</td>`).join('')
    return `<tr${index === marked ? ' class="marked"' : ''}><th scope="row">${escape(first)}</th>${cells}</tr>`
  })
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}"><p class="caption">${escape(caption)}</p>
<table><thead><tr>${head}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`
}

/** A list of sentences. */
export function listHtml(sentences: readonly string[], kind = ''): string {
  const items = sentences.map((sentence) => `<li>${escape(sentence)}</li>`)
  return `<ul${kind === '' ? '' : ` class="${kind}"`}>${items.join('')}</ul>`
}

/** A figure: drawing, what to see in it, and the numbers behind it. */
export interface Figure {
  readonly title: string
  /** How to read it. */
  readonly caption: string
  /** Markup of the drawing. */
  readonly svg: string
  readonly table: TableData
  /** Takes the whole width. */
  readonly isWide?: boolean
}

/** A figure with its table behind a fold. */
export function figureHtml({ title, caption, svg, table, isWide }: Figure): string {
  return `<figure${isWide ? ' class="wide"' : ''}>
<figcaption><strong>${escape(title)}</strong> ${escape(caption)}</figcaption>
${svg}
<details><summary>The numbers</summary>${tableHtml(table, title)}</details>
</figure>`
}
