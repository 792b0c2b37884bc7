// SPDX-License-Identifier: MIT
// Types of tfjs-aliases.mjs, for the tests that bundle with it.

/** Import as it is written → absolute path of the file that is taken instead. */
export declare const TFJS_ALIASES: readonly { readonly find: RegExp; readonly replacement: string }[]

/** The same, for dist/generic.js. */
export declare const GENERIC_ALIASES: readonly { readonly find: RegExp; readonly replacement: string }[]
