// SPDX-License-Identifier: MIT
// Columns of a recurrent weight, each gate rounded up to a multiple of four: the module computes four units at once.

/** Units of a gate as they lie in memory. */
export function toWide(units: number): number {
  return Math.ceil(units / 4) * 4
}

/**
 * Which columns to store.
 * @param gates - Numbers of the gates.
 * @returns Column by column, -1 for those that fill up.
 */
export function gateColumns(gates: readonly number[], units: number): readonly number[] {
  const wide = toWide(units)
  return gates.flatMap((gate) =>
    Array.from({ length: wide }, (_, unit) => (unit < units ? gate * units + unit : -1)),
  )
}
