// SPDX-License-Identifier: MIT
// Types of tfjs-aliases.mjs, for the tests that bundle with it.

/** Import as it is written → absolute path of the file that is taken instead. */
export declare const TFJS_ALIASES: readonly { readonly find: RegExp; readonly replacement: string }[]

/** The same, for dist/generic.js. */
export declare const GENERIC_ALIASES: readonly { readonly find: RegExp; readonly replacement: string }[]

/** Files whose flags are settled. */
export declare const FLAGGED_FILES: RegExp

/** Puts settled flags in the place of their look-ups. */
export declare function settleFlags(code: string): string
