// SPDX-License-Identifier: MIT
// Search words become numbers before they are stored. The salt is the visitor's own, so that the numbers of two
// visitors cannot be compared. It lies in the same database: this keeps text out of sight, it is not encryption.

import type { ShopEvent } from '../types.ts'

// People paste what they have at hand into search boxes. Better to lose a part number than to keep a card number.
const EMAIL = /[^\s@]+@[^\s@]+/gu
const LONG_NUMBER = /\+?\(?\d(?:[\s()./-]*\d){6,}/gu

/**
 * Replaces the text of a search by salted hashes of its words.
 * @remarks Words are runs of letters, marks and digits, NFKC-normalised and in lower case, in the order typed. What
 * looks like an e-mail address, a telephone number or a card number (seven digits or more) is dropped.
 * @param event - Any event; one without `search_term` is given back as it is.
 * @param salt - Unsigned 32-bit integer.
 * @param keepText - Whether the text stays beside the hashes, e-mail addresses and long numbers cut out.
 * @returns A new event; the given one is not changed.
 */
export function redactSearch(event: ShopEvent, salt: number, keepText: boolean): ShopEvent {
  if (!('search_term' in event)) return event
  const { search_term, ...rest } = event
  const text = search_term.normalize('NFKC').replace(EMAIL, ' ').replace(LONG_NUMBER, ' ')
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const redacted = { ...rest, search_hashes: words.map((word) => hashWord(word, salt)) }
  const kept = text.replace(/\s+/gu, ' ').trim()
  return keepText && kept ? { ...redacted, search_term: kept } : redacted
}

/** FNV-1a, 32 bits, over the four bytes of the salt and both bytes of each UTF-16 unit, low byte first. */
function hashWord(word: string, salt: number): number {
  let hash = 0x811c9dc5
  const mix = (byte: number): void => {
    hash = Math.imul(hash ^ (byte & 0xff), 0x01000193)
  }
  for (const shift of [0, 8, 16, 24]) mix(salt >>> shift)
  for (let index = 0; index < word.length; index++) {
    const unit = word.charCodeAt(index)
    mix(unit)
    mix(unit >>> 8)
  }
  return hash >>> 0
}
