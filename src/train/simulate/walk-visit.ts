// SPDX-License-Identifier: MIT
// One visit, step by step: what somebody of a mode does in a shop, and whether it ends in an order.

import type { Item } from '../../types.ts'
import type { Random } from '../random.ts'
import { drawCategory, drawItem } from './catalogue.ts'
import { walkCheckout } from './checkout.ts'
import type { Shop } from './draw-shop.ts'
import {
  CART,
  CHECKOUT,
  CHECKOUT_AT_ONCE,
  INTENT_SPREAD,
  REMOVAL,
  RETURNING_INTENT,
  SAVED_CART,
  SIGNS,
  toLogOdds,
  toProbability,
} from './funnel.ts'
import { leadTo } from './lead-to.ts'
import { drawMode, type Mode } from './modes.ts'
import type { Recorder } from './recorder.ts'
import type { Walker } from './walker.ts'

/** What the simulation knows of a visit beside its events. */
export interface Walked {
  readonly mode: Mode['name']
  readonly isReturning: boolean
}

/** Most products that are looked at in a visit. */
const MOST_VIEWS = 90

/** Walks through a visit. */
export function walkVisit(shop: Shop, recorder: Recorder, orderId: string, random: Random): Walked {
  const mode = drawMode(random)
  const isReturning = random.next() < shop.style.returning
  const intent =
    mode.intent + shop.appeal + (isReturning ? RETURNING_INTENT : 0) + INTENT_SPREAD * random.normal()
  const category = drawCategory(shop.catalogue, random)
  const walker: Walker = {
    ...{ shop, mode, recorder, random, isReturning, orderId, intent, category },
    cart: [],
    seen: [],
    hasCheckedOut: false,
  }
  arrive(walker)
  const views = countViews(walker)
  for (let view = 0; view < views; view++) {
    const isBought = lookAtProduct(walker)
    if (isBought) return leave(walker, true)
    // Who broke a checkout off seldom stays.
    if (walker.hasCheckedOut && random.next() < 0.5) break
  }
  if (views === 0) leadTo(walker, true)
  return leave(walker, checkOut(walker))
}

function paceOf({ mode, intent }: Walker): number {
  return mode.pace + SIGNS.pace * intent
}

function countViews({ mode, intent, shop, random }: Walker): number {
  const { reported } = shop.style
  const isElsewhere = reported.has('page_view') || reported.has('view_item_list')
  if (isElsewhere && random.next() < mode.noView) return 0
  const { mean, deviation } = mode.views
  const drawn = Math.round(Math.exp(mean + SIGNS.views * intent + deviation * random.normal()))
  return Math.min(MOST_VIEWS, Math.max(1, drawn))
}

/** The first page, who one is, and a cart of an earlier visit. */
function arrive(walker: Walker): void {
  const { shop, recorder, random, isReturning, cart } = walker
  if (random.next() < 0.4) {
    recorder.record({ name: 'page_view', page_location: '/' })
    if (random.next() < 0.6)
      recorder.record({ name: 'view_promotion', promotion_id: `promotion ${random.integer(5)}`, items: [] })
    recorder.wait(paceOf(walker))
  }
  if (isReturning && random.next() < 0.15) {
    recorder.record({ name: 'login' })
    recorder.wait(paceOf(walker))
  }
  if (isReturning && random.next() < SAVED_CART.chance) {
    cart.push(drawItem(shop.catalogue, walker.category, random))
    walker.intent += SAVED_CART.intent
    if (random.next() < 0.5) {
      recorder.record({ name: 'view_cart', items: [...cart] })
      recorder.wait(paceOf(walker))
    }
  }
}

/** @returns Whether it was bought. */
function lookAtProduct(walker: Walker): boolean {
  const { shop, recorder, random, mode, seen, cart } = walker
  const { style } = shop
  const { intent } = walker
  const isRepeat =
    seen.length > 0 && random.next() < toProbability(toLogOdds(mode.repeat) + SIGNS.repeat * intent)
  const stays = random.next() < toProbability(toLogOdds(mode.stay) + SIGNS.stay * intent)
  if (!stays) walker.category = drawCategory(shop.catalogue, random)
  if (!isRepeat) leadTo(walker, false)
  const item = isRepeat ? drawSeen(seen, random) : drawItem(shop.catalogue, walker.category, random)
  recorder.record({ name: 'select_item', items: [item] })
  recorder.record({ name: 'page_view', page_location: `/product/${item.item_id}` })
  recorder.record({ name: 'view_item', items: [item] })
  recorder.wait(paceOf(walker))
  const wasSeen = seen.includes(item)
  seen.push(item)
  const wants =
    CART.base +
    CART.intent * intent +
    (wasSeen ? CART.repeat : 0) +
    (stays ? CART.focus : 0) +
    CART.later * Math.log(seen.length) +
    (cart.length > 0 ? CART.filled : 0)
  if (random.next() < toProbability(wants)) {
    if (random.next() < style.express) return buyNow(walker, item)
    addToCart(walker, item)
    if (random.next() < CHECKOUT_AT_ONCE) return checkOut(walker)
  } else if (random.next() < mode.wish) recorder.record({ name: 'add_to_wishlist', items: [item] })
  mindCart(walker)
  return false
}

/** Mostly the last products, with some chance earlier ones. */
function drawSeen(seen: readonly Item[], random: Random): Item {
  return seen[seen.length - 1 - Math.floor(random.next() ** 2 * seen.length)]!
}

function addToCart({ shop, recorder, random, cart }: Walker, item: Item): void {
  const quantity = random.next() < 0.1 ? 2 + random.integer(3) : 1
  const added = { ...item, quantity }
  cart.push(added)
  const { cartLoss, opensCart } = shop.style
  if (random.next() >= cartLoss) recorder.record({ name: 'add_to_cart', items: [added] })
  if (opensCart) recorder.record({ name: 'view_cart', items: [...cart] })
}

/** Between two products: a look at the cart, and second thoughts. */
function mindCart(walker: Walker): void {
  const { recorder, random, cart } = walker
  if (cart.length === 0) return
  if (random.next() < 0.2) {
    recorder.record({ name: 'view_cart', items: [...cart] })
    recorder.wait(paceOf(walker))
  }
  const regrets = REMOVAL.base + REMOVAL.intent * walker.intent + (cart.length > 1 ? REMOVAL.more : 0)
  if (random.next() < toProbability(regrets)) {
    const [removed] = cart.splice(random.integer(cart.length), 1)
    recorder.record({ name: 'remove_from_cart', items: [removed!] })
    recorder.wait(paceOf(walker))
    if (random.next() < REMOVAL.swap) swap(walker)
    else walker.intent -= REMOVAL.loss
  }
}

/** Something else of the category instead. */
function swap(walker: Walker): void {
  const { shop, recorder, random, seen, category } = walker
  const item = drawItem(shop.catalogue, category, random)
  recorder.record({ name: 'view_item', items: [item] })
  recorder.wait(paceOf(walker))
  seen.push(item)
  addToCart(walker, item)
}

/** @returns Whether it ended in an order. */
function checkOut(walker: Walker): boolean {
  const { recorder, random, cart } = walker
  if (cart.length === 0 || walker.hasCheckedOut) return false
  if (random.next() < 0.6) {
    recorder.record({ name: 'view_cart', items: [...cart] })
    recorder.wait(paceOf(walker))
  }
  const wants = CHECKOUT.base + CHECKOUT.intent * walker.intent + CHECKOUT.perItem * cart.length
  if (random.next() >= toProbability(wants)) return false
  walker.hasCheckedOut = true
  return walkOn(walker, [...cart])
}

function walkOn(walker: Walker, items: readonly Item[]): boolean {
  const { recorder, random, intent, isReturning, orderId } = walker
  return walkCheckout(recorder, { items, intent, pace: paceOf(walker), isNew: !isReturning, orderId }, random)
}

/** A wallet's button beside the product: on another site, so that nothing is seen but the order. */
function buyNow(walker: Walker, item: Item): boolean {
  const { recorder, random, intent, orderId } = walker
  walker.hasCheckedOut = true
  if (random.next() >= toProbability(CHECKOUT.base + CHECKOUT.intent * intent)) return false
  recorder.wait(paceOf(walker))
  recorder.record({ name: 'purchase', transaction_id: orderId, items: [item] })
  return true
}

/** Some go on after an order. */
function leave(walker: Walker, isBought: boolean): Walked {
  const { mode, isReturning, random } = walker
  if (isBought && random.next() < 0.3) lookAtProduct({ ...walker, cart: [], intent: -5, hasCheckedOut: true })
  return { mode: mode.name, isReturning }
}
