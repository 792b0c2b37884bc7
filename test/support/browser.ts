// SPDX-License-Identifier: MIT
// The browser of the tests.

export { launchChromium as launchBrowser } from '../../scripts/launch-chromium.ts'
export type { LaunchOptions } from '../../scripts/launch-chromium.ts'
