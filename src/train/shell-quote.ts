// SPDX-License-Identifier: MIT
// An argument as it is typed in a shell.

/** Puts an argument in quotes where a shell would read it otherwise. */
export function shellQuote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}
