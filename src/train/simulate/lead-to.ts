// SPDX-License-Identifier: MIT
// What lies before a product: lists and their next pages, searches, pages of text, promotions.

import { redactSearch } from '../../events/redact-search.ts'
import { drawListed } from './catalogue.ts'
import { SIGNS } from './funnel.ts'
import { drawLead, type Lead } from './modes.ts'
import type { Walker } from './walker.ts'

/** Any number: what is typed matters only as same or different within a visit. */
const SALT = 0

/** Chance that one more of the same follows: the next page of a list, another search. */
const MORE = 0.3
/** Most pages in a row. */
const MOST_PAGES = 12

/**
 * Lets the visitor find a product.
 * @param isAlone - Whether no product follows: then something is looked at in any case.
 */
export function leadTo(walker: Walker, isAlone: boolean): void {
  const { mode, recorder, random, intent } = walker
  let lead = drawLead(mode, random)
  if (isAlone && lead === 'none') lead = 'list'
  if (lead === 'none') return
  let page = 0
  do {
    show(walker, lead, page)
    recorder.wait(mode.pace + SIGNS.pace * intent)
  } while (++page < MOST_PAGES && random.next() < MORE)
}

function show({ shop, recorder, random, category }: Walker, lead: Exclude<Lead, 'none'>, page: number): void {
  switch (lead) {
    case 'list': {
      recorder.record({ name: 'page_view', page_location: `/category/${category}` })
      recorder.record({
        name: 'view_item_list',
        items: drawListed(shop.catalogue, category, random),
        item_list_id: `category ${category} page ${page}`,
      })
      break
    }
    case 'search': {
      const search_term = `thing${category}${random.next() < 0.5 ? ` kind${random.integer(6)}` : ''}`
      recorder.record(redactSearch({ name: 'search', search_term }, SALT, false))
      recorder.record({ name: 'page_view', page_location: '/search' })
      recorder.record(redactSearch({ name: 'view_search_results', search_term }, SALT, false))
      recorder.record({
        name: 'view_item_list',
        items: drawListed(shop.catalogue, category, random),
        item_list_id: 'search results',
      })
      break
    }
    case 'page': {
      recorder.record({ name: 'page_view', page_location: `/about/${random.integer(12)}` })
      break
    }
    case 'promotion': {
      const promotion = { promotion_id: `promotion ${random.integer(5)}`, items: [] }
      recorder.record({ name: 'view_promotion', ...promotion })
      if (random.next() < 0.5) recorder.record({ name: 'select_promotion', ...promotion })
      break
    }
  }
}
