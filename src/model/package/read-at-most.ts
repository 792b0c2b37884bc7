// SPDX-License-Identifier: MIT
// The body of a response, never more than it may be: a wrong server cannot fill the memory.

import { ModelFormatError, ModelLoadError } from '../../errors.ts'

/** How many bytes may still come; several bodies may share one. */
export interface ByteBudget {
  left: number
}

/**
 * Reads the whole body.
 * @param response - A response whose body was not read.
 * @param budget - Reading stops when it is used up; what is read is taken from it.
 * @param url - Address of the package, for messages.
 * @throws `ModelFormatError` when the body is longer, `ModelLoadError` when the connection breaks.
 */
export async function readAtMost(
  response: Response,
  budget: ByteBudget,
  url: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const where = response.url === '' ? url : response.url
  const maxBytes = budget.left
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
    budget.left -= value.byteLength
    if (budget.left < 0) {
      void reader.cancel().catch(() => undefined)
      throw new ModelFormatError(where, `it is longer than the ${maxBytes} bytes that it may have`)
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
