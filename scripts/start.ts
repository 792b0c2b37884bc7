// SPDX-License-Identifier: MIT
// npm start: serves the demo shop and opens it; where there is no display it drives a scripted visit instead.

import process from 'node:process'
import { parseArgs } from 'node:util'
import open from 'open'
import { launchChromium } from './launch-chromium.ts'
import { serveDemo } from './serve.ts'
import { findProblems, headLine, stepLine, widgetLines } from './visit/print-visit.ts'
import { runVisit } from './visit/run-visit.ts'

const ENGINES = ['auto', 'webgl', 'wasm', 'cpu']
const USAGE = `npm start -- [options]
  --headless        drive a scripted visit and print what Vitrine concludes (the default without a display)
  --engine NAME     ${ENGINES.join(', ')} (default: auto)
  --port NUMBER     first port to try (default: 4173)
  --out FOLDER      where the pictures of the visit go (default: build/visit)`

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    engine: { type: 'string', default: 'auto' },
    port: { type: 'string', default: '4173' },
    out: { type: 'string', default: 'build/visit' },
    help: { type: 'boolean', default: false },
  },
})
const port = Number(values.port)

if (values.help) {
  console.log(USAGE)
} else if (!ENGINES.includes(values.engine) || !Number.isInteger(port) || port < 0 || port > 65_515) {
  console.error(USAGE)
  process.exitCode = 2
} else {
  const server = await serveDemo({ port, ...(values.engine === 'auto' ? {} : { engine: values.engine }) })
  if (values.headless || !hasDisplay()) {
    try {
      process.exitCode = await visit(server.origin)
    } finally {
      await server.close()
    }
  } else {
    await show(server.origin)
  }
}

async function show(origin: string): Promise<void> {
  console.log(`The shop is open at ${origin}/ (Ctrl-C closes it)`)
  const browser = await open(`${origin}/`)
  // A desktop without a browser: the address is on the screen all the same.
  browser.once('error', (error) => console.error(`No browser could be opened: ${error.message}`))
}

async function visit(origin: string): Promise<number> {
  console.log(`The shop is open at ${origin}/. No display: a scripted visitor goes through it.\n`)
  const browser = await launchChromium()
  try {
    console.log(headLine())
    const report = await runVisit(browser, {
      origin,
      picturesIn: values.out,
      onStep: (step) => console.log(stepLine(step)),
    })
    const problems = findProblems(report)
    const why = report.steps.at(-1)?.insight.state.why
    console.log(
      `\nwhy     ${why ?? '–'}\n\n${widgetLines(report)}\n\npictures\n  ${report.pictures.join('\n  ')}`,
    )
    for (const problem of problems) console.error(problem)
    return problems.length === 0 ? 0 : 1
  } finally {
    await browser.close()
  }
}

/** Windows and macOS have one; on Linux, and under WSL, it says so. Nobody looks at the display of a CI machine. */
function hasDisplay(): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = process.env
  if (CI !== undefined && CI !== '' && CI !== 'false') return false
  return process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY ?? WSL_DISTRO_NAME)
}
