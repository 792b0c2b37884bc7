// SPDX-License-Identifier: MIT
// The schemes in which weights can be stored, by name.

import { UsageError } from '../train-errors.ts'

/**
 * How the weights of a package are stored.
 * @public
 */
export type SchemeName = 'uint8' | 'uint8-channel' | 'uint16' | 'float16' | 'float32'

/** What a scheme does. */
export interface Scheme {
  /** Of one weight. */
  readonly bits: number
  /** In a few words. */
  readonly about: string
}

/** Every scheme, in the order of every table. */
export const SCHEMES: Readonly<Record<SchemeName, Scheme>> = {
  uint8: { bits: 8, about: '8 bits, one scale a tensor; ships' },
  'uint8-channel': {
    bits: 8,
    about: '8 bits, one scale a column (of the embedding, a row); only Vitrine reads it',
  },
  uint16: { bits: 16, about: '16 bits, one scale a tensor' },
  float16: { bits: 16, about: 'half floats' },
  float32: { bits: 32, about: 'as trained' },
}

/** Their names. */
export const SCHEME_NAMES: readonly SchemeName[] = Object.keys(SCHEMES) as SchemeName[]

/**
 * Reads the name of a scheme.
 * @param command - Whose help says more.
 * @throws {@link UsageError} for a name that is not there.
 */
export function toScheme(name: string, command: string): SchemeName {
  const found = SCHEME_NAMES.find((scheme) => scheme === name)
  if (found) return found
  throw new UsageError(`There is no scheme "${name}". Schemes: ${SCHEME_NAMES.join(', ')}.`, command)
}
