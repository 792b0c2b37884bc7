// SPDX-License-Identifier: MIT
// The visitor's choice, told to the data layer as Google's consent mode wants it.

import { recall, remember } from './memory.js'

const NAME = 'hollin.consent'

/** Tells the stored choice, asks where there is none, and lets the visitor choose again. */
export function startConsent() {
  const bar = document.querySelector('#consent')
  const stored = recall(NAME, undefined)
  if (stored === undefined) bar.hidden = false
  else tell(stored)
  bar.addEventListener('click', ({ target }) => {
    const choice = target.closest('[data-choice]')?.dataset.choice
    if (choice === undefined) return
    remember(NAME, choice)
    tell(choice)
    bar.hidden = true
    document.querySelector('#main').focus({ preventScroll: true })
  })
  document.querySelector('[data-choose-again]').addEventListener('click', () => {
    bar.hidden = false
    bar.querySelector('button').focus()
  })
}

function tell(choice) {
  // The shop shows no advertising, so it never asks for that.
  window.gtag('consent', 'update', { analytics_storage: choice, personalization_storage: choice })
}
