// SPDX-License-Identifier: MIT
// Observable Plot draws the figures; linkedom is the document that it draws into. Neither is asked for otherwise.

import type * as PlotModule from '@observablehq/plot'
import { importPeer } from '../import-peer.ts'

/** Draws figures. */
export interface Plotter {
  readonly plot: typeof PlotModule
  /**
   * Draws one figure.
   * @param label - What it shows, for those who do not see it.
   * @returns Markup of an SVG image without any script or outside reference.
   */
  draw(label: string, options: PlotModule.PlotOptions): string
}

/**
 * Loads both packages.
 * @throws `MissingPeerError` when one of them is not installed.
 */
export async function loadPlotter(): Promise<Plotter> {
  const plot = await importPeer('@observablehq/plot', () => import('@observablehq/plot'))
  const { parseHTML } = await importPeer('linkedom', () => import('linkedom'))
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  return {
    plot,
    draw(label, options) {
      // A fixed class name: the same results give the same file.
      const svg = plot.plot({ document, className: 'plot', ...options })
      svg.setAttribute('role', 'img')
      svg.setAttribute('aria-label', label)
      return svg.outerHTML
    },
  }
}
