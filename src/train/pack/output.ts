// SPDX-License-Identifier: MIT
// Whether a folder can be written to, before anything is computed for it; and failures to write, with what to do.

import { mkdtemp, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { OutputError } from '../train-errors.ts'

/** What can be done about a failure, by its code. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room, or name another folder.',
  EDQUOT: 'the quota of this disk is used up. Make room, or name another folder.',
  EACCES: 'this user may not write there. Name another folder, or change its permissions.',
  EPERM: 'this user may not write there. Name another folder, or change its permissions.',
  EXDEV: 'it is a disk of its own. Name a folder on it.',
  EROFS: 'the disk is read-only. Name another folder.',
  ENOENT: 'no folder can be made there. Name another one.',
  ENOTDIR: 'there is a file where a folder is needed. Name another folder, or move the file away.',
  EEXIST: 'there is a file where a folder is needed. Name another folder, or move the file away.',
  EISDIR: 'there is a folder where a file is needed. Name another file, or move the folder away.',
}

/**
 * A failure to write as an error that says what to do; anything else as it is.
 * @param code - Of the failure, where the error has none of its own.
 */
export function toOutputError(
  error: unknown,
  path: string,
  code: string | undefined = (error as NodeJS.ErrnoException | undefined)?.code,
): unknown {
  if (!(error instanceof Error) || code === undefined) return error
  const remedy = REMEDIES[code]
  return remedy === undefined ? error : new OutputError(path, remedy, { cause: error })
}

/**
 * Runs what writes to a path.
 * @throws {@link OutputError} where it cannot be written.
 */
export async function writingTo<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw toOutputError(error, path)
  }
}

/**
 * Makes sure that a folder can be written to, also one that is still to be made; leaves nothing behind.
 * @throws {@link OutputError} where it cannot.
 */
export async function checkOutput(folder: string): Promise<void> {
  await writingTo(folder, async () => {
    let nearest = resolve(folder)
    while (!(await isThere(nearest))) nearest = dirname(nearest)
    await rmdir(await mkdtemp(join(nearest, '.vitrine-')))
  })
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw error
  }
}
