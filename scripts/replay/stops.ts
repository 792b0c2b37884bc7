// SPDX-License-Identifier: MIT
// Where a replay looks: after so many events of a visit, or at its end.

/** Numbers of events after which the state is looked at; `null`: all of them. */
export const STOPS: readonly (number | null)[] = [1, 2, 3, 5, 10, null]

/**
 * How many events a stop means for a visit; a visit that is shorter is looked at its end.
 * @param length - Events of the visit, at least 1.
 */
export function eventsAt(stop: number | null, length: number): number {
  return stop === null ? length : Math.min(stop, length)
}

/** Distinct numbers of events to look after, smallest first. */
export function looksOf(length: number): number[] {
  return [...new Set(STOPS.map((stop) => eventsAt(stop, length)))].sort((a, b) => a - b)
}
