// SPDX-License-Identifier: MIT
// The checkout: contact, delivery, payment; one step after the other, each can be changed again.

import { basketLines, emptyBasket } from './basket.js'
import { showPage, startFrame } from './frame.js'
import { html, render } from './html.js'
import { push, send, toOrder } from './layer.js'
import { shortLines, sums, toTotals } from './summary.js'

const steps = [...document.querySelectorAll('.step')]
const lines = basketLines()

startFrame()
if (lines.length === 0) showEmpty()
else start()
showPage('Checkout')

function start() {
  push('begin_checkout', toOrder(lines))
  showSummary()
  openStep(0)
  steps.forEach((step, at) => {
    step.addEventListener('submit', (event) => {
      event.preventDefault()
      finish(step, at)
    })
    step.querySelector('.plain').addEventListener('click', () => openStep(at, true))
  })
  document.querySelector('#delivery').addEventListener('change', showSummary)
}

function finish(step, at) {
  const given = new FormData(step)
  if (step.id === 'delivery')
    send('add_shipping_info', { ...toOrder(lines), shipping_tier: given.get('tier') })
  if (step.id === 'payment') {
    send('add_payment_info', { ...toOrder(lines), payment_type: given.get('payment') })
    return placeOrder()
  }
  step.querySelector('.given').textContent = describe(step.id, given)
  openStep(at + 1, true)
}

/** One step is open; those before it show what was given, those after it wait. */
function openStep(open, focus = false) {
  steps.forEach((step, at) => {
    step.dataset.state = at < open ? 'done' : at === open ? 'open' : 'waiting'
    step.querySelector('fieldset').disabled = at !== open
  })
  if (focus) steps[open].querySelector('input').focus()
}

function describe(step, given) {
  if (step === 'contact') return `${given.get('name')}, ${given.get('street')}, ${given.get('city')}`
  return given.get('tier') === 'express' ? 'Express, tomorrow' : 'Standard, 2 to 4 days'
}

/** Read from the radio itself: a form leaves out what is disabled. */
function isExpress() {
  return document.querySelector('#delivery [value="express"]').checked
}

function showSummary() {
  const totals = toTotals(lines, isExpress())
  render(document.querySelector('#summary'), html`${shortLines(lines)} ${sums(totals)}`)
}

function placeOrder() {
  const { total, delivery } = toTotals(lines, isExpress())
  const number = `HO-${Date.now().toString(36).toUpperCase()}`
  const kept = lines.map(({ product, quantity }) => ({ id: product.id, quantity }))
  sessionStorage.setItem(
    'hollin.order',
    JSON.stringify({ number, lines: kept, total, delivery, express: isExpress() }),
  )
  emptyBasket()
  location.assign('confirmation.html')
}

function showEmpty() {
  render(
    document.querySelector('#content'),
    html`<div class="empty">
      <h1>Nothing to check out</h1>
      <p>Your basket is empty.</p>
      <a class="button" href="index.html">Look around</a>
    </div>`,
  )
}
