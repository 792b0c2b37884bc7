// SPDX-License-Identifier: MIT
// Where the bench writes what its pages load.

/** From the root of the project; not under version control. */
export const OUT = 'build/bench'
