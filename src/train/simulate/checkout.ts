// SPDX-License-Identifier: MIT
// From a cart to an order: begin, details and shipping, payment, order, with somebody dropping out at each step.

import type { Item } from '../../types.ts'
import type { Random } from '../random.ts'
import { STEPS, toProbability } from './funnel.ts'
import type { Recorder } from './recorder.ts'

/** What a checkout is about. */
export interface Checkout {
  readonly items: readonly Item[]
  /** Latent intent, in log odds. */
  readonly intent: number
  /** Mean of the logarithm of the seconds between two steps. */
  readonly pace: number
  /** Whether the visitor may sign in on the way. */
  readonly isNew: boolean
  /** Number of the order. */
  readonly orderId: string
}

const TIERS = ['standard', 'express', 'pick-up'] as const
const PAYMENTS = ['card', 'wallet', 'invoice'] as const

/**
 * Walks through a checkout.
 * @returns Whether it ended in an order.
 */
export function walkCheckout(recorder: Recorder, checkout: Checkout, random: Random): boolean {
  const { items, intent, pace, isNew, orderId } = checkout
  const goesOn = (step: number): boolean => {
    recorder.wait(pace)
    return random.next() < toProbability(step + STEPS.intent * intent)
  }
  recorder.record({ name: 'begin_checkout', items })
  if (!goesOn(STEPS.details)) return false
  if (random.next() < 0.3) {
    recorder.record({ name: isNew ? 'sign_up' : 'login' })
    recorder.wait(pace)
  }
  recorder.record({ name: 'add_shipping_info', items, shipping_tier: TIERS[random.integer(3)]! })
  if (!goesOn(STEPS.shipping)) return false
  recorder.record({ name: 'add_payment_info', items, payment_type: PAYMENTS[random.integer(3)]! })
  if (!goesOn(STEPS.payment)) return false
  recorder.record({ name: 'purchase', transaction_id: orderId, items })
  return true
}
