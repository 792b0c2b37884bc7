// SPDX-License-Identifier: MIT
// A shop's server for model packages, as the loader sees it: answers, and how each file was asked for.

import { createRandomPackage } from './random-package.ts'
import { createPlainTopology } from './plain-topology.ts'

/** Where `model.json` lies. */
export const MODEL_URL = 'https://shop.example/models/model.json'

/** Files of a package by their path. */
export type PackageFiles = Readonly<Record<string, string | ArrayBuffer>>

/** How {@link packageFiles} makes them. */
export interface PackageFilesOptions {
  /** Another seed has other weights. @defaultValue 3 */
  readonly seed?: number
  /** Bytes of the first of two shards, `a.bin` and `b.bin`; without it there is `weights.bin` alone. */
  readonly cut?: number
  /** Whether the package says the hashes of its shards. @defaultValue true */
  readonly hashes?: boolean
  /** Changes `model.json` last. */
  readonly edit?: (json: Record<string, Record<string, unknown>>) => void
}

/** Makes a package as files. */
export async function packageFiles(options: PackageFilesOptions = {}): Promise<PackageFiles> {
  const { seed = 3, cut, hashes = true, edit } = options
  const topology = createPlainTopology()
  const { modelJson, weightBytes } = await createRandomPackage(seed, { storage: 'uint8', topology })
  const shards: Record<string, ArrayBuffer> =
    cut === undefined
      ? { 'weights.bin': weightBytes }
      : { 'a.bin': weightBytes.slice(0, cut), 'b.bin': weightBytes.slice(cut) }
  const json = structuredClone(modelJson) as unknown as Record<string, Record<string, unknown>>
  json['weightsManifest'] = [
    { ...modelJson.weightsManifest[0], paths: Object.keys(shards) },
  ] as unknown as Record<string, unknown>
  if (hashes) {
    const entries = Object.entries(shards).map(
      async ([path, bytes]) => [path, await sha256Of(bytes)] as const,
    )
    const vitrine = json['userDefinedMetadata']!['vitrine'] as Record<string, unknown>
    vitrine['files'] = Object.fromEntries(await Promise.all(entries))
  }
  edit?.(json)
  return { 'model.json': JSON.stringify(json), ...shards }
}

/** SHA-256 as Node computes it, lower-case hex. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

/** The server. */
export interface PackageServer {
  readonly fetch: typeof fetch
  /** Changes what is served; `undefined` for a path answers 404. */
  put(files: Readonly<Record<string, string | ArrayBuffer | undefined>>): void
  /** Takes the server off the network, and back. */
  setOnline(online: boolean): void
  /** Paths that were asked for since the last call, each with its way of caching where there was one. */
  takeAsked(): string[]
}

/** A body that never comes; deaf to an abort, as a broken proxy is. */
export const HANG = 'hang'

/** Starts it with some files. */
export function createPackageServer(files: PackageFiles): PackageServer {
  const served = new Map<string, string | ArrayBuffer | undefined>(Object.entries(files))
  let asked: string[] = []
  let isOnline = true
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const path = (input as string).slice(MODEL_URL.length - 'model.json'.length)
    asked.push(init?.cache === undefined ? path : `${path} ${init.cache}`)
    if (!isOnline) throw new TypeError('Failed to fetch')
    const body = served.get(path)
    if (body === HANG) return new Promise<Response>(() => undefined)
    return body === undefined ? new Response('Not found', { status: 404 }) : new Response(body)
  }
  return {
    fetch: answer as typeof fetch,
    put(changed) {
      for (const [path, body] of Object.entries(changed)) served.set(path, body)
    },
    setOnline: (online) => void (isOnline = online),
    takeAsked() {
      const paths = asked
      asked = []
      return paths
    },
  }
}
