// SPDX-License-Identifier: MIT
// CRC-32C (Castagnoli), the checksum of event files. Node's zlib has the other CRC-32 only.

/** The polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78

/**
 * Computes the CRC-32C of bytes.
 * @returns Unsigned 32-bit integer.
 * @see https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 for known values
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  }
  return ~crc >>> 0
}

/**
 * The form in which a checksum is stored beside its data: turned by 15 bits and moved, because the checksum of data
 * that hold their own checksum says little.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
