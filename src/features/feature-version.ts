// SPDX-License-Identifier: MIT
// The version of the encoding, apart from the encoding: the page needs the number, the worker the tables.

/** Version of the encoding. A model trained on another version is refused; a stored state of another one is dropped. */
export const FEATURE_VERSION = 2
