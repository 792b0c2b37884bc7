// SPDX-License-Identifier: MIT
// Somebody in a simulated shop, as every step of the visit sees and changes it.

import type { Item } from '../../types.ts'
import type { Random } from '../random.ts'
import type { Shop } from './draw-shop.ts'
import type { Mode } from './modes.ts'
import type { Recorder } from './recorder.ts'

/** Somebody in a shop. */
export interface Walker {
  readonly shop: Shop
  readonly mode: Mode
  readonly recorder: Recorder
  readonly random: Random
  readonly isReturning: boolean
  /** Number of the order, should there be one. */
  readonly orderId: string
  /** Latent intent to buy, in log odds; removals lower it. */
  intent: number
  readonly cart: Item[]
  readonly seen: Item[]
  category: number
  hasCheckedOut: boolean
}
