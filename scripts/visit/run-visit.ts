// SPDX-License-Identifier: MIT
// Drives the scripted visit through the shop and takes pictures of the home page before and after.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { createVisit } from './steps.ts'
import { readInsight, readWidgets } from './watch.ts'
import type { Insight, Widgets } from './watch.ts'

const SIZES = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const

/** One step as it went. */
export interface StepReport {
  /** What the visitor did. */
  readonly title: string
  /** Events that came with it, oldest first. */
  readonly events: readonly string[]
  /** What Vitrine concluded. */
  readonly insight: Insight
}

/** The whole visit as it went. */
export interface VisitReport {
  readonly steps: readonly StepReport[]
  /** The widgets of the home page when the visitor came. */
  readonly before: Widgets
  /** The same at the end. */
  readonly after: Widgets
  /** Files of the pictures. */
  readonly pictures: readonly string[]
}

/** How the visit is run. */
export interface VisitOptions {
  /** Where the demo is served, without a slash at the end. */
  readonly origin: string
  /** Folder of the pictures; none are taken without it. */
  readonly picturesIn?: string
  /** Gets the page before anything is loaded, to listen to it. */
  readonly prepare?: (page: Page) => void
  /** Told after each step. */
  readonly onStep?: (step: StepReport) => void
}

/**
 * Runs the visit in a profile of its own.
 * @param browser - Stays open.
 * @param options - Where, what is told, where the pictures go.
 * @throws Error when a step cannot be done or `window.vitrine` never comes.
 */
export async function runVisit(browser: Browser, options: VisitOptions): Promise<VisitReport> {
  const context = await browser.newContext({ viewport: SIZES.desktop, reducedMotion: 'reduce' })
  try {
    const page = await context.newPage()
    options.prepare?.(page)
    const steps: StepReport[] = []
    const pictures: string[] = []
    let before: Widgets | undefined
    let known = 0
    for (const { title, act } of createVisit(options.origin)) {
      await act(page)
      const insight = await readInsight(page)
      const step = { title, events: insight.events.slice(known), insight }
      known = insight.events.length
      steps.push(step)
      options.onStep?.(step)
      if (before === undefined) {
        before = await readWidgets(page)
        pictures.push(...(await takePictures(page, 'before', options.picturesIn)))
      }
    }
    pictures.push(...(await takePictures(page, 'after', options.picturesIn)))
    const after = await readWidgets(page)
    return { steps, before: before ?? after, after, pictures }
  } finally {
    await context.close()
  }
}

async function takePictures(page: Page, moment: string, folder: string | undefined): Promise<string[]> {
  if (folder === undefined) return []
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  for (const [name, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size)
    await page.evaluate(async () => {
      const images = [...document.images]
      for (const image of images) image.loading = 'eager'
      await Promise.all(images.map((image) => image.decode()))
      window.scrollTo(0, 0)
    })
    const path = join(folder, `home-${moment}-${name}.png`)
    // The question about consent would cover what the picture is about.
    await page.screenshot({ path, fullPage: true, style: '#consent { visibility: hidden }' })
    files.push(path)
  }
  await page.setViewportSize(SIZES.desktop)
  return files
}
