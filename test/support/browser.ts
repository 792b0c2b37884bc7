// SPDX-License-Identifier: MIT
// Starts the headless Chromium that browser tests share.

import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { chromiumArgs, findChromium } from '../../scripts/find-chromium.ts'

/** How the browser is started. */
export interface LaunchOptions {
  /** Further command-line switches. */
  readonly args?: readonly string[]
  /** `false` takes WebGL away from every page. Default true, drawn by SwiftShader. */
  readonly webgl?: boolean
}

/**
 * Starts headless Chromium; the caller closes it.
 * @param options - Further switches, with or without WebGL.
 * @throws Error that says what to do when there is no Chromium and none can be installed.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { args = [], webgl = true } = options
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    args: [...chromiumArgs({ webgl }), ...args],
  })
}
