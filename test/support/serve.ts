// SPDX-License-Identifier: MIT
// A small web server for browser tests: folders under paths, on a free port of this machine only.

import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import sirv from 'sirv'

/** A server that runs until it is closed. */
export interface FolderServer {
  /** Such as `http://127.0.0.1:40123`, without a slash at the end. */
  readonly origin: string
  /** Path and query of every request so far, oldest first; grows while the server runs. */
  readonly requests: string[]
  /** Ends every connection and stops. */
  close(): Promise<void>
}

/** What is sent with every answer. */
export interface ServeOptions {
  /** Response headers, such as a content security policy. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Serves folders without caching on 127.0.0.1, on a port that the system picks.
 * @param routes - Folder by path prefix, such as `{ '/': 'demo', '/vitrine/': 'dist' }`; the longest prefix wins.
 * @param options - Headers for every answer.
 */
export async function serveFolders(
  routes: Readonly<Record<string, string>>,
  options: ServeOptions = {},
): Promise<FolderServer> {
  const requests: string[] = []
  const mounts = Object.entries(routes)
    .map(([prefix, folder]) => ({ prefix: prefix.replace(/\/+$/, ''), handle: sirv(folder, { dev: true }) }))
    .sort((a, b) => b.prefix.length - a.prefix.length)
  const server = createServer((request, response) => {
    const url = request.url ?? '/'
    requests.push(url)
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value)
    const mount = mounts.find(({ prefix }) => url === prefix || url.startsWith(`${prefix}/`))
    if (mount === undefined) return notFound(response)
    request.url = url.slice(mount.prefix.length) || '/'
    mount.handle(request as IncomingMessage, response, () => notFound(response))
  })
  const port = await listen(server)
  return { origin: `http://127.0.0.1:${port}`, requests, close: () => close(server) }
}

function notFound(response: ServerResponse): void {
  response.statusCode = 404
  response.setHeader('content-type', 'text/plain')
  response.end('Not found')
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'))
      else resolve(address.port)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}
