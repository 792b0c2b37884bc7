// SPDX-License-Identifier: MIT
// What was found for the visitor's words.

import { card, tellSelections } from './card.js'
import { categories, searchProducts } from './catalogue.js'
import { showPage, startFrame } from './frame.js'
import { html, render } from './html.js'
import { push, send, toListing } from './layer.js'

const [listId, listName] = ['search_results', 'Search results']

startFrame()
const question = (new URLSearchParams(location.search).get('q') ?? '').trim()
document.querySelector('#search').elements.q.value = question
const found = searchProducts(question)
const content = document.querySelector('#content')
render(
  content,
  found.length === 0
    ? html`<div class="empty">
        <h1>${question === '' ? 'What are you looking for?' : html`Nothing for “${question}”`}</h1>
        <p>Try another word, or look into one of these.</p>
        <ul class="links">
          ${categories.map(({ slug, name }) => html`<li><a class="button quiet" href="category.html?c=${slug}">${name}</a></li>`)}
        </ul>
      </div>`
    : html`<header class="head">
          <h1>“${question}”</h1>
          <p role="status">${found.length === 1 ? '1 piece' : `${found.length} pieces`} found</p>
        </header>
        <ul class="grid">
          ${found.map((product, at) => card(product, at < 4 ? 'eager' : 'lazy'))}
        </ul>`,
)
if (question !== '') send('view_search_results', { search_term: question })
if (found.length > 0) {
  tellSelections(content.querySelector('.grid'), listId, listName)
  push('view_item_list', toListing(found, listId, listName))
}
showPage(question === '' ? 'Search' : `Search: ${question}`)
