// SPDX-License-Identifier: MIT
// The segment of a visitor about whom too little is known.

/** Its name. */
export const UNKNOWN_SEGMENT = 'unknown'
