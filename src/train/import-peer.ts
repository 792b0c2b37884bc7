// SPDX-License-Identifier: MIT
// Optional peers are imported when they are needed, and asked for by name when they are missing.

import { MissingPeerError } from './train-errors.ts'

/**
 * Imports an optional peer.
 * @param packageName - Name to ask for when it is missing.
 * @param load - The dynamic import.
 * @throws {@link MissingPeerError} when the package is not installed; any other failure as it is.
 */
export async function importPeer<T>(packageName: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new MissingPeerError(packageName, { cause: error })
    }
    throw error
  }
}
