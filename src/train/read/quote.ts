// SPDX-License-Identifier: MIT
// Text in DuckDB's SQL.

/** A text as a literal. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Texts as a list. */
export function quoteAll(texts: readonly string[]): string {
  return `[${texts.map(quote).join(', ')}]`
}

/** A name as an identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
