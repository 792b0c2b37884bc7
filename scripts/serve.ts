// SPDX-License-Identifier: MIT
// Serves the demo shop at / and what was built at /vitrine/, on this machine only.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { RequestListener, Server, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

const DEMO = fileURLToPath(new URL('../demo', import.meta.url))
const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const SCRIPT_TAG = '<script async src="/vitrine/script.js"'
const TRIES = 20

/** How the demo is served. */
export interface ServeDemoOptions {
  /** First port to try, 0 for any; the next free one is taken. @defaultValue 4173 */
  readonly port?: number
  /** Engine that the script tag of every page asks for, such as `webgl`. @defaultValue the tag as it is written */
  readonly engine?: string
}

/** A server that runs until it is closed. */
export interface DemoServer {
  /** Such as `http://127.0.0.1:4173`, without a slash at the end. */
  readonly origin: string
  /** Ends every connection and stops. */
  close(): Promise<void>
}

/**
 * Serves the demo. Browsers keep every file but ask each time whether it has changed: names carry no version, and a
 * rebuild must show.
 * @param options - Port and engine.
 * @throws Error when nothing was built yet, or no port is free.
 */
export async function serveDemo(options: ServeDemoOptions = {}): Promise<DemoServer> {
  if (!existsSync(join(DIST, 'script.js'))) {
    throw new Error('dist/script.js is missing. Run "npm run build" first; "npm start" does both.')
  }
  const server = createServer(listener(options.engine))
  const port = await listen(server, options.port ?? 4173)
  return { origin: `http://127.0.0.1:${port}`, close: () => close(server) }
}

function listener(engine: string | undefined): RequestListener {
  const demo = sirv(DEMO, { dev: true, etag: true })
  const dist = sirv(DIST, { dev: true, etag: true })
  return (request, response) => {
    const url = request.url ?? '/'
    const path = url.replace(/[?#].*$/, '')
    if (path.startsWith('/vitrine/')) {
      request.url = url.slice('/vitrine'.length)
      dist(request, response, () => notFound(response))
    } else if (engine !== undefined && /^\/(?:[\w-]+\.html)?$/.test(path)) {
      const file = join(DEMO, path === '/' ? 'index.html' : path)
      sendPage(file, engine, response).catch(() => notFound(response))
    } else {
      demo(request, response, () => notFound(response))
    }
  }
}

/** A page whose script tag asks for one engine. */
async function sendPage(file: string, engine: string, response: ServerResponse): Promise<void> {
  const page = await readFile(file, 'utf8')
  response.setHeader('content-type', 'text/html;charset=utf-8')
  response.setHeader('cache-control', 'no-store')
  response.end(page.replace(SCRIPT_TAG, `${SCRIPT_TAG} data-engine="${engine}"`))
}

function notFound(response: ServerResponse): void {
  response.statusCode = 404
  response.setHeader('content-type', 'text/plain;charset=utf-8')
  response.end('Not found\n')
}

async function listen(server: Server, first: number): Promise<number> {
  for (let port = first; port < first + TRIES; port++) {
    const got = await tryPort(server, port)
    if (got !== undefined) return got
  }
  throw new Error(`No free port from ${first} to ${first + TRIES - 1}. Give another one with --port.`)
}

function tryPort(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening)
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    }
    const listening = (): void => {
      server.off('error', failed)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    }
    server.once('error', failed)
    server.once('listening', listening)
    server.listen(port, '127.0.0.1')
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}
