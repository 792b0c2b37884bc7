// SPDX-License-Identifier: MIT
// The shape of what the model sees. Any change of meaning here raises `FEATURE_VERSION`.

/** Version of the encoding. A model trained on another version is refused. */
export const FEATURE_VERSION = 1

/** Events that the encoding holds: the latest 100, oldest first, padded in front. */
export const HISTORY_LENGTH = 100
