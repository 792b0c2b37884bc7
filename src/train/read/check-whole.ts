// SPDX-License-Identifier: MIT
// A compressed file that was cut off reads as a shorter one, without a word: so it is looked through first.

import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { DataFormatError } from '../train-errors.ts'

/**
 * Makes sure that a `.gz` or `.zst` file is whole; any other name is let pass.
 * @throws {@link DataFormatError} for one that is cut off or damaged.
 */
export async function checkWhole(file: string): Promise<void> {
  if (file.endsWith('.gz')) await checkGzip(file)
  if (file.endsWith('.zst')) await checkZstd(file)
}

async function checkGzip(file: string): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  try {
    await pipeline(createReadStream(file), createGunzip(), nowhere)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('Z_')) throw error
    throw damaged(file, 'gzip', message, { cause: error })
  }
}

const FRAME = 0xfd2fb528
const HEADER_BYTES = 14

/**
 * Walks from block to block by their headers; what is in them is DuckDB's matter.
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1
 */
async function checkZstd(file: string): Promise<void> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const buffer = Buffer.alloc(HEADER_BYTES)
    const read = async (at: number, bytes: number): Promise<void> => {
      const { bytesRead } = await handle.read(buffer.fill(0), 0, HEADER_BYTES, at)
      if (bytesRead < bytes) throw damaged(file, 'zstd', 'it ends in a header')
    }
    let at = 0
    while (at < size) {
      await read(at, 8)
      const magic = buffer.readUInt32LE(0)
      if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) {
        at += 8 + buffer.readUInt32LE(4)
        continue
      }
      if (magic !== FRAME) throw damaged(file, 'zstd', 'there is no frame where one should begin')
      const descriptor = buffer[4]!
      at += 5 + headerBytes(descriptor)
      for (let isLast = false; !isLast;) {
        await read(at, 3)
        const header = buffer.readUIntLE(0, 3)
        isLast = (header & 1) === 1
        const isRepeated = ((header >> 1) & 3) === 1
        at += 3 + (isRepeated ? 1 : header >> 3)
      }
      if (descriptor & 4) at += 4
    }
    if (at > size) throw damaged(file, 'zstd', `${at - size} bytes are missing`)
  } finally {
    await handle.close()
  }
}

/** Bytes between the descriptor and the first block: window, dictionary, size of the content. */
function headerBytes(descriptor: number): number {
  const isSingle = (descriptor & 0x20) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3]!
  const content = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!
  return (isSingle ? 0 : 1) + dictionary + content
}

function damaged(file: string, kind: string, why: string, options?: ErrorOptions): DataFormatError {
  const problem = `the ${kind} file is cut off or damaged (${why}). Fetch it again.`
  return new DataFormatError(file, undefined, problem, options)
}
