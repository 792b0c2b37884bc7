// SPDX-License-Identifier: MIT
// Types of tfjs-aliases.mjs, for the tests and the bench, which bundle with it.

import type { Plugin } from 'esbuild'

/** Import as it is written → absolute path of the file that is taken instead. */
export declare const TFJS_ALIASES: readonly { readonly find: RegExp; readonly replacement: string }[]

/** The same, for dist/generic.js. */
export declare const GENERIC_ALIASES: readonly { readonly find: RegExp; readonly replacement: string }[]

/** Both, and the flags settled, for esbuild. */
export declare const CUT_TFJS: Plugin
