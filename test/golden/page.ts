// SPDX-License-Identifier: MIT
// Runs in the browser: encodes the golden visits there.

import { toGoldenFile } from './encoding.ts'
import type { GoldenFile } from './encoding.ts'
import { GOLDEN_VISITS } from './visits.ts'

;(globalThis as unknown as { encodeGolden: () => GoldenFile }).encodeGolden = () =>
  toGoldenFile(GOLDEN_VISITS)
