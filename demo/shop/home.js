// SPDX-License-Identifier: MIT
// The home page: the season's promotion, what is new, what is reduced.

import { card, tellSelections } from './card.js'
import { categories, products } from './catalogue.js'
import { showPage, startFrame } from './frame.js'
import { html, render } from './html.js'
import { push, send, toListing } from './layer.js'

const PROMOTION = {
  promotion_id: 'slow-evenings',
  promotion_name: 'Slow evenings',
  creative_name: 'room',
  creative_slot: 'home_hero',
}

/** The picture that stands for each category. */
const FACES = {
  tableware: 'TW-109',
  kitchen: 'KI-203',
  lighting: 'LI-304',
  seating: 'SE-403',
  textiles: 'TX-503',
  plants: 'PL-601',
  desk: 'DE-705',
  bags: 'BA-802',
}

startFrame()
render(
  document.querySelector('#categories'),
  categories.map(
    ({ slug, name }) =>
      html`<li>
        <a class="tile" href="category.html?c=${slug}">
          <img src="pictures/${FACES[slug]}.svg" alt="" width="400" height="400" loading="lazy" />
          <span>${name}</span>
        </a>
      </li>`,
  ),
)
showList('#new', products.filter(({ isNew }) => isNew).slice(0, 8), 'new_in', 'New in')
showPage()

send('view_promotion', PROMOTION)
document.querySelector('#promotion').addEventListener('click', () => send('select_promotion', PROMOTION))

function showList(selector, shown, listId, listName) {
  const list = document.querySelector(selector)
  render(
    list,
    shown.map((product) => card(product)),
  )
  tellSelections(list, listId, listName)
  push('view_item_list', toListing(shown, listId, listName))
}
