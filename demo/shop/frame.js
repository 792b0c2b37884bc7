// SPDX-License-Identifier: MIT
// What every page has: consent, search, the basket's count, short notices, the row of picks.

import { tellSelections } from './card.js'
import { countPieces } from './basket.js'
import { findProduct } from './catalogue.js'
import { startConsent } from './consent.js'
import { push, toListing } from './layer.js'

/** Brings the frame of the page to life. */
export function startFrame() {
  startConsent()
  startSearch()
  showCount()
  document.addEventListener('basket', showCount)
  // Another tab, or this page out of the back-forward cache.
  window.addEventListener('storage', showCount)
  window.addEventListener('pageshow', showCount)
  const picks = document.querySelector('#picks')
  if (picks !== null) startPicks(picks)
}

/** The content is there: what was held back until now may show. */
export function showPage(title) {
  if (title !== undefined) document.title = `${title} · Hollin`
  document.querySelector('#main').removeAttribute('aria-busy')
}

/** Says something in passing, to eyes and to screen readers. */
export function notify(text) {
  const notice = document.querySelector('#notice')
  notice.textContent = text
  notice.classList.add('shown')
  clearTimeout(notify.timer)
  notify.timer = setTimeout(() => notice.classList.remove('shown'), 3500)
}

function startSearch() {
  const form = document.querySelector('#search')
  form.addEventListener('submit', () => {
    window.dataLayer.push({ event: 'search', search_term: form.elements.q.value.trim() })
  })
}

function showCount() {
  const pieces = countPieces()
  const count = document.querySelector('#count')
  count.textContent = pieces
  count.hidden = pieces === 0
  count.parentElement.setAttribute('aria-label', `Basket, ${pieces} ${pieces === 1 ? 'piece' : 'pieces'}`)
}

/** The row tells its list when it is really seen, in the order in which it is seen. */
function startPicks(picks) {
  const [listId, listName] = ['picked_for_you', 'Picked for you']
  tellSelections(picks, listId, listName)
  const observer = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return
      observer.disconnect()
      const products = [...picks.querySelectorAll('[data-item-id]')].map(({ dataset }) =>
        findProduct(dataset.itemId),
      )
      push('view_item_list', toListing(products, listId, listName))
    },
    { threshold: 0.5 },
  )
  observer.observe(picks)
}
