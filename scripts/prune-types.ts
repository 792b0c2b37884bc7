// SPDX-License-Identifier: MIT
// Deletes the declarations that no entry of the package leads to: nobody can import them, and they weigh.

import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const IMPORT = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)\.js['"]/g

/**
 * Prunes a folder of declarations.
 * @param folder - Absolute path.
 * @param entries - Declarations of the entries, relative to it.
 */
export function pruneTypes(folder: string, entries: readonly string[]): void {
  const reached = new Set<string>()
  const waiting = entries.map((entry) => join(folder, entry))
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    const from = dirname(file)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(IMPORT))
      waiting.push(resolve(from, `${path}.d.ts`))
  }
  const isUnder = (path: string): boolean => [...reached].some((file) => file.startsWith(`${path}/`))
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const isNeeded = entry.isDirectory() ? isUnder(path) : reached.has(path)
    if (!isNeeded) rmSync(path, { recursive: true, force: true })
  }
}
