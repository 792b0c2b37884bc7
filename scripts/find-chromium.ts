// SPDX-License-Identifier: MIT
// Finds a Chromium that can be driven, or installs one: shared by the demo launcher, the tests and the replay.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-core'

const PATH_NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'] as const

/**
 * Finds the Chromium to drive: `VITRINE_CHROMIUM`, Playwright's own, one of the system, or one that is installed now.
 * @returns Absolute path of the executable.
 * @throws Error that says what to do, when `VITRINE_CHROMIUM` points nowhere or nothing could be installed.
 */
export async function findChromium(): Promise<string> {
  const named = process.env['VITRINE_CHROMIUM']
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new Error(
      `VITRINE_CHROMIUM is "${named}", and no file is there. Point it at the browser's executable.`,
    )
  }
  const found = findInstalled()
  if (found !== undefined) return found
  const tried: string[] = []
  for (const [command, ...args] of installers()) {
    const line = [command, ...args].join(' ')
    process.stderr.write(`No Chromium found. Installing one: ${line}\n`)
    const problem = await runInstaller(command, args)
    const installed = findInstalled()
    if (installed !== undefined) return installed
    tried.push(`  ${line}\n    ${problem ?? 'ended well, but there is still no browser that starts'}`)
  }
  throw new Error(
    [
      'No Chromium was found, and none could be installed. Tried:',
      ...tried,
      'Install Chrome or Chromium, or run "npx playwright-core install chromium", or set VITRINE_CHROMIUM to an executable.',
    ].join('\n'),
  )
}

/** What {@link chromiumArgs} depends on. */
export interface ChromiumArgsOptions {
  /** Without a display WebGL is drawn by SwiftShader, in software. Default true. */
  readonly headless?: boolean
  /** `false` takes WebGL away from every page. Default true. */
  readonly webgl?: boolean
}

/**
 * Command-line switches for a browser that makes no requests of its own and draws WebGL without a GPU.
 * @param options - Whether there is a display, whether pages get WebGL.
 */
export function chromiumArgs(options: ChromiumArgsOptions = {}): string[] {
  const { headless = true, webgl = true } = options
  const args = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  // Chromium refuses to start its sandbox as root.
  if (isRoot()) args.push('--no-sandbox')
  if (!webgl) args.push('--disable-gpu', '--disable-3d-apis')
  else if (headless) args.push('--use-angle=swiftshader', '--enable-unsafe-swiftshader')
  return args
}

function findInstalled(): string | undefined {
  return [playwrightPath(), ...systemPaths()].find((path) => path !== '' && existsSync(path) && starts(path))
}

function playwrightPath(): string {
  try {
    return chromium.executablePath()
  } catch (error) {
    // Playwright knows no build for this system; the system's own browser may still do.
    if (error instanceof Error) return ''
    throw error
  }
}

function systemPaths(): string[] {
  if (process.platform === 'darwin') {
    return ['/Applications', join(process.env['HOME'] ?? '', 'Applications')].flatMap((folder) => [
      join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
      join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    ])
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .map((name) => process.env[name])
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        join(folder, 'Google/Chrome/Application/chrome.exe'),
        join(folder, 'Chromium/Application/chrome.exe'),
      ])
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return PATH_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** On Linux a file of that name may be a stub (Ubuntu's asks for a snap), so it has to show that it starts. */
function starts(path: string): boolean {
  if (process.platform !== 'linux') return true
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

function installers(): [string, ...string[]][] {
  const playwright: [string, ...string[]] = [
    'npx',
    '--yes',
    'playwright-core',
    'install',
    'chromium',
    '--no-shell',
  ]
  if (process.platform !== 'linux' || !isRoot()) return [playwright]
  const withLibraries: [string, ...string[]] = [...playwright, '--with-deps']
  if (!existsSync('/usr/bin/apt-get')) return [playwright]
  const apt = 'apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core'
  return [['sh', '-c', apt], withLibraries]
}

/** Runs to the end, its output on our stderr; gives what went wrong, if anything did. */
function runInstaller(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      // On Windows npx is a .cmd file, which only a shell starts.
      shell: process.platform === 'win32',
    })
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => resolve(code === 0 ? undefined : `ended with exit code ${code}`))
  })
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}
