// SPDX-License-Identifier: MIT
// Writes a text file beside its place and then moves it there: a reader sees the old one or the new.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { writingTo } from '../pack/output.ts'

/**
 * Writes a file; makes its folder where it is missing.
 * @throws `OutputError` where it cannot be written.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writingTo(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const fresh = `${path}.${process.pid}.new`
    try {
      await writeFile(fresh, text)
      await rename(fresh, path)
    } finally {
      await rm(fresh, { force: true })
    }
  })
}
