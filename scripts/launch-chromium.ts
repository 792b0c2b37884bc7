// SPDX-License-Identifier: MIT
// Starts the headless Chromium that tests, replays and the scripted visit share.

import process from 'node:process'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { chromiumArgs, findChromium } from './find-chromium.ts'

/** How the browser is started. */
export interface LaunchOptions {
  /** Further command-line switches. */
  readonly args?: readonly string[]
  /** Switches of Playwright's that are left out. */
  readonly ignoreDefaultArgs?: readonly string[]
  /** `false` takes WebGL away from every page. Default true, drawn by SwiftShader. */
  readonly webgl?: boolean
}

/**
 * Starts headless Chromium; the caller closes it.
 * @param options - Further switches, with or without WebGL.
 * @throws Error that says what to do when there is no Chromium and none can be installed.
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const { args = [], ignoreDefaultArgs = [], webgl = true } = options
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    // Left to itself Playwright switches the sandbox off for everybody; only root has to do without.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...chromiumArgs({ webgl }), ...args],
    ignoreDefaultArgs: [...ignoreDefaultArgs],
  })
}
