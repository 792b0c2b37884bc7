// SPDX-License-Identifier: MIT
// Events for the tests of the features, short to write.

import fc from 'fast-check'
import { TOKEN_EVENTS } from '../../src/features/token.ts'
import type { EventName, Item, StoredEvent } from '../../src/types.ts'

/** Start of every test visit. */
export const START_MS: number = Date.UTC(2026, 0, 5, 10)

/** What differs from event to event; the rest is filled in. */
export interface EventDraft {
  readonly name: EventName
  /** Seconds since the start of the visit. */
  readonly at: number
  /** Ids of items, or whole items. */
  readonly items?: readonly (string | Item)[]
  readonly session?: string
  readonly [parameter: string]: unknown
}

/** Makes the event that the journal would hold. */
export function event({ name, at, items, session = 's1', ...parameters }: EventDraft): StoredEvent {
  return {
    name,
    ...parameters,
    ...(items && { items: items.map((item) => (typeof item === 'string' ? { item_id: item } : item)) }),
    id: `${session}-${at}-${name}`,
    timeMs: START_MS + at * 1000,
    sessionId: session,
    source: 'track',
  } as StoredEvent
}

/** Makes a visit: events 20 s apart unless they say when. */
export function visit(
  ...drafts: readonly (Omit<EventDraft, 'at'> & { readonly at?: number })[]
): StoredEvent[] {
  return drafts.map((draft, index) => event({ ...draft, at: draft.at ?? index * 20 } as EventDraft))
}

const text = fc.constantFrom(undefined, '', 'a', 'b', 'c', 'a very long name '.repeat(20))
const amount = fc.oneof(
  fc.constantFrom(undefined, 0, -1, NaN, Infinity, 1e-300, 1e300),
  fc.double({ noNaN: false }),
)
const anyItem = fc.record({
  item_id: text,
  item_name: text,
  item_brand: text,
  item_category: text,
  item_category2: text,
  item_list_id: text,
  price: amount,
  quantity: amount,
})

/** Whatever a broken shop could have put in the journal. */
export const eventSoup: fc.Arbitrary<StoredEvent[]> = fc.array(
  fc.record({
    name: fc.constantFrom<string>(...TOKEN_EVENTS, 'not_an_event'),
    items: fc.option(fc.array(anyItem, { maxLength: 4 }), { nil: undefined }),
    page_location: text,
    search_term: text,
    search_hashes: fc.option(fc.array(fc.nat(), { maxLength: 3 }), { nil: undefined }),
    item_list_id: text,
    transaction_id: text,
    promotion_id: text,
    method: text,
    timeMs: fc.oneof(fc.constantFrom(NaN, Infinity, -Infinity, 0), fc.integer({ min: 0, max: 5_000_000 })),
    sessionId: fc.constantFrom('s1', 's2'),
    id: fc.constant('e'),
    source: fc.constant('track'),
  }),
  { maxLength: 150 },
) as unknown as fc.Arbitrary<StoredEvent[]>
