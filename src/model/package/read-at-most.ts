// SPDX-License-Identifier: MIT
// The body of a response, never more than it may be: a wrong server cannot fill the memory.

import { ModelFormatError, ModelLoadError } from '../../errors.ts'

/**
 * Reads the whole body.
 * @param response - A response whose body was not read.
 * @param maxBytes - Bytes at which reading stops.
 * @param url - Address of the package, for messages.
 * @throws `ModelFormatError` when the body is longer, `ModelLoadError` when the connection breaks.
 */
export async function readAtMost(
  response: Response,
  maxBytes: number,
  url: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const where = response.url === '' ? url : response.url
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown): never => {
      throw new ModelLoadError(where, 'the connection broke', { cause: error })
    })
    if (done) break
    size += value.byteLength
    if (size > maxBytes) {
      void reader.cancel().catch(() => undefined)
      throw new ModelFormatError(where, `a file is longer than ${maxBytes} bytes`)
    }
    parts.push(value)
  }
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes
}
