// SPDX-License-Identifier: MIT
// Loads dist/generic.js, which lies next to the file that this module is built into.

import type { GenericModule } from './generic-module.ts'

/**
 * Loads the generic engine; nobody who has a model of the family ever does.
 * @throws when the file is missing or refused.
 */
export async function loadGeneric(): Promise<GenericModule> {
  // The address is put together at run time, so that bundlers leave the file where it is.
  const url = new URL('./generic.js', import.meta.url).href
  return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as GenericModule
}
