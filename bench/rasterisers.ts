// SPDX-License-Identifier: MIT
// What draws WebGL: a GPU where the machine has one, or one of two rasterisers in software.

import process from 'node:process'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { chromiumArgs, findChromium } from '../scripts/find-chromium.ts'

/** Names on the command line; `default` is what Chromium picks, which is the GPU where there is one. */
export const RASTERISERS = ['default', 'swiftshader', 'llvmpipe'] as const

/** One of them. */
export type RasteriserName = (typeof RASTERISERS)[number]

/** One that this machine has. */
export interface Rasteriser {
  readonly name: RasteriserName
  /** As WebGL names it. */
  readonly renderer: string
  /** Version of the browser. */
  readonly browser: string
}

const SWITCHES: Readonly<Record<RasteriserName, readonly string[]>> = {
  default: ['--enable-gpu', '--ignore-gpu-blocklist'],
  swiftshader: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  llvmpipe: ['--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist'],
}

/** Compiled shaders are not kept from one page to the next: every fresh page is a visitor's first. */
const COLD = ['--disable-gpu-program-cache', '--disable-gpu-shader-disk-cache']

const EXPECTED: Readonly<Record<RasteriserName, RegExp>> = {
  default: /^(?!.*(?:SwiftShader|llvmpipe|softpipe|Basic Render))./i,
  swiftshader: /SwiftShader/i,
  llvmpipe: /llvmpipe/i,
}

const INSTALL: Readonly<Record<RasteriserName, string>> = {
  default: 'there is no GPU that headless Chromium uses',
  swiftshader: 'Chromium has it built in; this one seems to be made without',
  llvmpipe:
    'install Mesa: apt-get install -y --no-install-recommends libgl1-mesa-dri libegl1 libgles2 libgl1 libglx-mesa0 libegl-mesa0 libpci3',
}

/** Starts a browser that draws with one of them; the caller closes it. */
export async function launchWith(name: RasteriserName): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    // "Not headless" leaves out the switches that ask for SwiftShader.
    args: [...chromiumArgs({ headless: false }), ...COLD, ...SWITCHES[name]],
  })
}

/**
 * Looks which of some rasterisers this machine has.
 * @returns Those that draw, and a sentence for each that does not.
 */
export async function findRasterisers(
  wanted: readonly RasteriserName[],
): Promise<{ found: Rasteriser[]; missing: string[] }> {
  const found: Rasteriser[] = []
  const missing: string[] = []
  for (const name of wanted) {
    const browser = await launchWith(name)
    try {
      const renderer = await readRenderer(browser)
      if (EXPECTED[name].test(renderer)) found.push({ name, renderer, browser: browser.version() })
      else missing.push(`${name}: not here (WebGL is drawn by "${renderer || 'nothing'}"): ${INSTALL[name]}.`)
    } finally {
      await browser.close()
    }
  }
  return { found, missing }
}

async function readRenderer(browser: Browser): Promise<string> {
  const page = await browser.newPage()
  return page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')
    const names = gl?.getExtension('WEBGL_debug_renderer_info')
    return gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : ''
  })
}
