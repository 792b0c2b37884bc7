// SPDX-License-Identifier: MIT
// One table for the terminal and for the model card.

/** Text of a number: three decimals, or a dash where there is none. */
export function decimal(value: number, digits = 3): string {
  // What rounds to zero has no sign.
  return Number.isFinite(value) ? value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1') : '–'
}

/**
 * Lays rows out as a Markdown table with aligned columns; the first column is text, the others are numbers.
 * @param header - Names of the columns.
 * @param rows - As many cells each.
 */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    Math.max(3, ...[header, ...rows].map((row) => row[column]!.length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => pad(cell, widths[column]!, column)).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(header), line(rule), ...rows.map(line)].join('\n')
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}
