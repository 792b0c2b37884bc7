// SPDX-License-Identifier: MIT
// Words that several layers share: events as they are stored, consent, engines, the visitor state.

/**
 * One item of an event, with GA4's parameter names.
 * @see https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 * @public
 */
export interface Item {
  /** The shop's identifier of the item; at least one of `item_id` and `item_name` is present. */
  readonly item_id?: string
  /** Display name; at least one of `item_id` and `item_name` is present. */
  readonly item_name?: string
  /** Brand. */
  readonly item_brand?: string
  /** First level of the category. */
  readonly item_category?: string
  /** Second level of the category. */
  readonly item_category2?: string
  /** Third level of the category. */
  readonly item_category3?: string
  /** Fourth level of the category. */
  readonly item_category4?: string
  /** Fifth level of the category. */
  readonly item_category5?: string
  /** Variant, such as a colour or a size. */
  readonly item_variant?: string
  /** List in which the item was shown. */
  readonly item_list_id?: string
  /** Name of that list. */
  readonly item_list_name?: string
  /** Position in the list, from 0. */
  readonly index?: number
  /** Unit price in `currency`, at least 0. */
  readonly price?: number
  /** Discount per unit in `currency`, at least 0. */
  readonly discount?: number
  /** Number of units, at least 0; 1 where absent. */
  readonly quantity?: number
  /** Coupon of the item. */
  readonly coupon?: string
  /** Store or supplier. */
  readonly affiliation?: string
  /** Google place id of the item's location. */
  readonly location_id?: string
}

/** Names of the events that carry items. @public */
export type ItemEventName =
  | 'view_item_list'
  | 'select_item'
  | 'view_item'
  | 'add_to_cart'
  | 'remove_from_cart'
  | 'view_cart'
  | 'add_to_wishlist'
  | 'begin_checkout'
  | 'add_shipping_info'
  | 'add_payment_info'

/**
 * The vocabulary: GA4's e-commerce events, search, page views and accounts.
 * @public
 */
export type EventName =
  | ItemEventName
  | 'page_view'
  | 'search'
  | 'view_search_results'
  | 'purchase'
  | 'refund'
  | 'view_promotion'
  | 'select_promotion'
  | 'login'
  | 'sign_up'

/** A page was seen, by load, History API or back-forward cache. @public */
export interface PageViewEvent {
  /** Which event it is. */
  readonly name: 'page_view'
  /** Address without query and fragment; they may hold personal data and are cut off. */
  readonly page_location?: string
  /** Title of the document. */
  readonly page_title?: string
  /** Origin and path of the previous page. */
  readonly page_referrer?: string
}

/** The visitor searched, or saw the results of a search. @public */
export interface SearchEvent {
  /** Which event it is. */
  readonly name: 'search' | 'view_search_results'
  /** What was typed. Replaced by `search_hashes` before it is stored unless the shop asked for the text. */
  readonly search_term?: string
  /** Salted hashes of the words, as unsigned 32-bit integers. */
  readonly search_hashes?: readonly number[]
}

/** Something happened to items: a list, a product page, the cart, the checkout. @public */
export interface ItemEvent {
  /** Which event it is. */
  readonly name: ItemEventName
  /** 1 to 200 items; may be empty for `view_cart` and `view_item_list`. */
  readonly items: readonly Item[]
  /** ISO 4217 code. */
  readonly currency?: string
  /** Value of the event in `currency`, at least 0. */
  readonly value?: number
  /** List that was shown or selected from. */
  readonly item_list_id?: string
  /** Name of that list. */
  readonly item_list_name?: string
  /** Coupon of the whole event. */
  readonly coupon?: string
  /** Chosen shipping (`add_shipping_info`). */
  readonly shipping_tier?: string
  /** Chosen payment (`add_payment_info`). */
  readonly payment_type?: string
}

/** An order was placed, or (partly) refunded. @public */
export interface OrderEvent {
  /** Which event it is. */
  readonly name: 'purchase' | 'refund'
  /** The shop's order number; used to drop the same order reported twice. */
  readonly transaction_id: string
  /** Items; may be empty for a full refund. */
  readonly items: readonly Item[]
  /** ISO 4217 code. */
  readonly currency?: string
  /** Revenue in `currency`, at least 0. */
  readonly value?: number
  /** Tax in `currency`. */
  readonly tax?: number
  /** Shipping cost in `currency`. */
  readonly shipping?: number
  /** Coupon of the order. */
  readonly coupon?: string
}

/** A promotion was shown or clicked. @public */
export interface PromotionEvent {
  /** Which event it is. */
  readonly name: 'view_promotion' | 'select_promotion'
  /** Identifier of the promotion. */
  readonly promotion_id?: string
  /** Name of the promotion. */
  readonly promotion_name?: string
  /** Name of the creative. */
  readonly creative_name?: string
  /** Slot of the creative. */
  readonly creative_slot?: string
  /** Promoted items. */
  readonly items?: readonly Item[]
}

/** The visitor signed in or created an account. @public */
export interface AccountEvent {
  /** Which event it is. */
  readonly name: 'login' | 'sign_up'
  /** How, such as `email` or `google`. */
  readonly method?: string
}

/**
 * An event in GA4's vocabulary: a discriminated union on `name`.
 * @public
 */
export type ShopEvent = PageViewEvent | SearchEvent | ItemEvent | OrderEvent | PromotionEvent | AccountEvent

/** What the journal adds to an event. @public */
export interface EventStamp {
  /** UUID, version 4. */
  readonly id: string
  /** Wall clock, milliseconds since the Unix epoch; strictly increasing within a page. */
  readonly timeMs: number
  /** UUID of the session: 30 minutes of silence end it. */
  readonly sessionId: string
  /** Name of the source that saw the event, such as `dataLayer`, `page` or `track`. */
  readonly source: string
}

/** An event as the journal holds it. @public */
export type StoredEvent = ShopEvent & EventStamp

/**
 * `pending`: nothing leaves memory. `granted`: stored and classified. `denied`: wiped.
 * @public
 */
export type ConsentState = 'pending' | 'granted' | 'denied'

/** What computes the scores. @public */
export type EngineName = 'webgl' | 'wasm' | 'cpu'

/** A head of the model: one question it answers. @public */
export type HeadName = 'intent' | 'value' | 'risk'

/** Calibrated probability by class name, for each head that the model has. @public */
export type Probabilities = Readonly<Partial<Record<HeadName, Readonly<Record<string, number>>>>>

/** How much this visitor leans to what: weights that sum to at most 1 per table, largest first. @public */
export interface Affinities {
  /** By `item_category`. */
  readonly category: Readonly<Record<string, number>>
  /** By `item_brand`. */
  readonly brand: Readonly<Record<string, number>>
  /** By price tier against what this visitor has seen: `low`, `middle`, `high`. */
  readonly priceTier: Readonly<Record<string, number>>
}

/**
 * Figures of the shop that make its probabilities its own.
 * @public
 */
export interface ShopFigures {
  /** Share of the visits that end in an order, above 0 and below 1, such as 0.021. */
  readonly conversionRate?: number
  /** What a typical order is worth in the shop's currency, above 0. */
  readonly typicalOrderValue?: number
}

/**
 * What the present visit has shown, counted after cleaning; names and absolute prices are not in it.
 * @public
 */
export interface VisitFacts {
  /** Events, at least 0. */
  readonly events: number
  /** Minutes since the first event, at least 0; a pause counts 30 at most. */
  readonly minutes: number
  /** Views of items. */
  readonly views: number
  /** Different items that were viewed. */
  readonly items: number
  /** Share of the views that were of an item viewed before, in [0, 1]; 0 before the first view. */
  readonly repeats: number
  /** Share of the steps from one category to the next that stayed in it, in [0, 1]; 0 where none is told. */
  readonly focus: number
  /** Share of the views that were of a price below the mean of those before, in [0, 1]; 0 where none is told. */
  readonly cheap: number
  /** Promotions that were selected. */
  readonly promotions: number
  /** Searches. */
  readonly searches: number
  /** Lines in the cart. */
  readonly cart: number
  /** Orders. */
  readonly orders: number
}

/**
 * Everything that Vitrine concludes about the visitor; immutable, replaced as a whole.
 * @public
 */
export interface VisitorState {
  /** `unknown`: nothing yet. `restored`: from the last page. `fresh`: scored on this page. */
  readonly stage: 'unknown' | 'restored' | 'fresh'
  /** Name of the segment; `unknown` while the evidence is thin. */
  readonly segment: string
  /** Calibrated probabilities; empty while unknown. */
  readonly probabilities: Probabilities
  /** What the visitor leans to; empty tables for a new visitor. */
  readonly affinities: Affinities
  /** Events of this visit that were counted. */
  readonly eventsSeen: number
  /** The weakest of what stands behind the segment, in [0, 1]; 0 for `unknown`. See docs/segments.md. */
  readonly confidence: number
  /** One plain sentence: what led to the segment. */
  readonly why: string
  /** Which engine answered; absent before the first score. */
  readonly engine?: EngineName
  /** Version of the model package; absent before the first score. */
  readonly modelVersion?: string
  /** Version of the feature table behind it; a stored state of another version is dropped. */
  readonly featureVersion?: number
  /** Time from request to answer in milliseconds; absent before the first score. */
  readonly latencyMs?: number
  /** When it was concluded, milliseconds since the Unix epoch; absent before the first score. */
  readonly scoredAtMs?: number
}
