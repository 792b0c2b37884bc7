// SPDX-License-Identifier: MIT
// The scripted visit: what a visitor does who likes lamps and hesitates at the till, by clicks and keys only.

import type { Page } from 'playwright-core'

/** One thing that the visitor does; it ends on a page that has loaded. */
export interface VisitStep {
  /** In a few words, for the table. */
  readonly title: string
  /** @param page - Where the visitor is. */
  act(page: Page): Promise<void>
}

/**
 * The visit, in order.
 * @param origin - Where the demo is served, without a slash at the end.
 */
export function createVisit(origin: string): readonly VisitStep[] {
  return [
    { title: 'land on the home page', act: (page) => open(page, `${origin}/index.html`) },
    { title: 'accept', act: (page) => page.click('[data-choice="granted"]') },
    {
      title: 'search "lamp"',
      async act(page) {
        await page.fill('#question', 'lamp')
        await Promise.all([page.waitForURL(/search\.html/), page.press('#question', 'Enter')])
        await settled(page)
      },
    },
    { title: 'open Lighting', act: (page) => follow(page, '.menu a[href$="c=lighting"]') },
    { title: 'look at a lamp', act: (page) => follow(page, '.grid [data-product="LI-306"]') },
    { title: 'back to Lighting', act: (page) => follow(page, '.crumbs a[href$="c=lighting"]') },
    { title: 'look at another', act: (page) => follow(page, '.grid [data-product="LI-304"]') },
    { title: 'to Lighting again', act: (page) => follow(page, '.menu a[href$="c=lighting"]') },
    { title: 'the first lamp again', act: (page) => follow(page, '.grid [data-product="LI-306"]') },
    { title: 'put it on the wish list', act: (page) => page.click('#wish') },
    { title: 'put it in the basket', act: (page) => page.click('.buy .button') },
    { title: 'look into the basket', act: (page) => follow(page, '.to-basket') },
    { title: 'go to the checkout', act: (page) => follow(page, '.panel a[href="checkout.html"]') },
    { title: 'leave for the home page', act: (page) => follow(page, '.top .logo') },
  ]
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await settled(page)
}

async function follow(page: Page, link: string): Promise<void> {
  const target = await page.getAttribute(link, 'href')
  if (target === null) throw new Error(`${link} leads nowhere.`)
  await Promise.all([page.waitForURL((url) => url.href.endsWith(target)), page.click(link)])
  await settled(page)
}

/** The shop has drawn its page. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await page.waitForSelector('#main:not([aria-busy])')
}
