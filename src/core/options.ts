// SPDX-License-Identifier: MIT
// What a shop may set, its defaults, and the check that throws at once on a caller's mistake.

import { OptionError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import { createPagePlatform } from '../platform/page-platform.ts'
import type { Platform } from '../platform/platform.ts'
import type { Source } from '../sources/source.ts'
import type { ConsentState, EngineName } from '../types.ts'

/** Sources that come with Vitrine: the GA4 data layer and page navigation. @public */
export type BuiltInSource = 'dataLayer' | 'page'

/** Options of `createVitrine`; all optional. @public */
export interface VitrineOptions {
  /**
   * The shop's own word on consent; `setConsent` changes it later. Google Consent Mode on the data layer is heard
   * beside it, and the strictest wins. Absent: only the data layer speaks.
   * @defaultValue `undefined`, which is pending until somebody speaks
   */
  readonly consent?: ConsentState
  /**
   * Whether pending consent already classifies, in memory alone.
   * @defaultValue `false`: nothing is loaded before consent is granted
   */
  readonly classifyWhilePending?: boolean
  /**
   * Where events come from, beside `track()`.
   * @defaultValue `['dataLayer', 'page']`
   */
  readonly sources?: readonly (BuiltInSource | Source)[]
  /**
   * Name of the global array that holds the data layer.
   * @defaultValue `'dataLayer'`
   */
  readonly dataLayerName?: string
  /**
   * What computes the scores: `auto` (WebGL on a hardware GPU, then WASM, then CPU), one engine, or an order. An
   * engine asked for by name also runs on a software rasteriser.
   * @defaultValue `'auto'`
   */
  readonly engine?: 'auto' | EngineName | readonly EngineName[]
  /** Address of `worker.js`. @defaultValue next to the library's own file */
  readonly workerUrl?: string
  /** Address of the package's `model.json`. @defaultValue the package that comes with the library */
  readonly modelUrl?: string
  /** Addresses of the weight files. @defaultValue next to `model.json`, as it names them */
  readonly weightUrls?: readonly string[]
  /** Events kept in the journal, 100 to 100,000. @defaultValue 2000 */
  readonly maxEvents?: number
  /** Days that an event is kept, 1 to 730. @defaultValue 90 */
  readonly maxAgeDays?: number
  /** Minutes of silence that end a session, 1 to 1440. @defaultValue 30, as in GA4 */
  readonly sessionTimeoutMinutes?: number
  /** Whether search words are stored as typed instead of as salted hashes. @defaultValue false */
  readonly keepSearchText?: boolean
  /** Clock, idle time, visibility and randomness, for tests and replays. @defaultValue the page's own */
  readonly platform?: Platform
  /** Told of everything that goes wrong after the start. @defaultValue writes a warning to the console */
  readonly onError?: (error: VitrineError) => void
}

/** Options with every default filled in. */
export interface ResolvedOptions extends Required<
  Omit<VitrineOptions, 'consent' | 'engine' | 'workerUrl' | 'modelUrl' | 'weightUrls'>
> {
  readonly consent: ConsentState | undefined
  readonly engines: readonly EngineName[]
  readonly allowSoftwareWebgl: boolean
}

const CONSENT_STATES: readonly unknown[] = ['pending', 'granted', 'denied']
const ENGINE_NAMES: readonly unknown[] = ['webgl', 'wasm', 'cpu']
const BUILT_IN_SOURCES: readonly unknown[] = ['dataLayer', 'page']
const AUTO_ORDER: readonly EngineName[] = ['webgl', 'wasm', 'cpu']

/**
 * Checks the options and fills in the defaults.
 * @throws {@link OptionError} for the first option of the wrong kind or range.
 */
export function resolveOptions(options: VitrineOptions): ResolvedOptions {
  const { consent, engine = 'auto', sources = ['dataLayer', 'page'] } = options
  check(
    'consent',
    "'pending', 'granted' or 'denied'",
    consent,
    consent === undefined || CONSENT_STATES.includes(consent),
  )
  const named = engine === 'auto' ? AUTO_ORDER : Array.isArray(engine) ? engine : [engine]
  const enginesKnown = named.length > 0 && named.every((name) => ENGINE_NAMES.includes(name))
  check('engine', "'auto', 'webgl', 'wasm', 'cpu' or an order of them", engine, enginesKnown)
  const sourcesKnown =
    Array.isArray(sources) && sources.every((source) => BUILT_IN_SOURCES.includes(source) || isSource(source))
  check('sources', "a list of 'dataLayer', 'page' or sources with a name and start()", sources, sourcesKnown)
  const { dataLayerName = 'dataLayer', onError = warn } = options
  check(
    'dataLayerName',
    'a non-empty string',
    dataLayerName,
    typeof dataLayerName === 'string' && dataLayerName !== '',
  )
  check('onError', 'a function', onError, typeof onError === 'function')
  for (const name of ['workerUrl', 'modelUrl'] as const) {
    check(name, 'an address', options[name], options[name] === undefined || typeof options[name] === 'string')
  }
  return {
    consent,
    engines: named,
    allowSoftwareWebgl: engine !== 'auto',
    sources,
    dataLayerName,
    onError,
    classifyWhilePending: options.classifyWhilePending ?? false,
    keepSearchText: options.keepSearchText ?? false,
    platform: options.platform ?? createPagePlatform(),
    sessionTimeoutMinutes: inRange('sessionTimeoutMinutes', options.sessionTimeoutMinutes ?? 30, 1, 1440),
    maxEvents: inRange('maxEvents', options.maxEvents ?? 2000, 100, 100_000),
    maxAgeDays: inRange('maxAgeDays', options.maxAgeDays ?? 90, 1, 730),
  }
}

function check(option: string, expected: string, got: unknown, holds: boolean): void {
  if (!holds) throw new OptionError(option, expected, got)
}

function inRange(option: string, value: number, least: number, most: number): number {
  check(
    option,
    `a number from ${least} to ${most}`,
    value,
    typeof value === 'number' && value >= least && value <= most,
  )
  return value
}

function isSource(value: unknown): value is Source {
  const source = value as Partial<Source> | null | undefined
  return typeof source === 'object' && typeof source?.name === 'string' && typeof source.start === 'function'
}

function warn(error: VitrineError): void {
  console.warn(`Vitrine: ${error.message}`, error)
}
