// SPDX-License-Identifier: MIT
// What a shop may set, its defaults, and the check that throws at once on a caller's mistake.

import { OptionError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import { createPagePlatform } from '../platform/page-platform.ts'
import type { Platform } from '../platform/platform.ts'
import type { Source } from '../sources/source.ts'
import type { ConsentState, EngineName, ShopFigures } from '../types.ts'

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
   * What computes the scores: `auto` (WebGL on a hardware GPU, else WASM, else CPU), `fastest` (they are measured once
   * a device and model version), one engine, or an order, best first. WebGL asked for by name also runs on a software
   * rasteriser. Wherever WASM or CPU may answer, the first score comes from them while WebGL compiles in the worker.
   * @defaultValue `'auto'`
   */
  readonly engine?: 'auto' | 'fastest' | EngineName | readonly EngineName[]
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
  /**
   * Figures of the shop. With its conversion rate, probabilities to buy are as common as they are here rather than in the
   * training data.
   * @defaultValue none: as in the training data
   */
  readonly shop?: ShopFigures
  /** Clock, idle time, visibility and randomness, for tests and replays. @defaultValue the page's own */
  readonly platform?: Platform
  /** Told of everything that goes wrong after the start. @defaultValue writes a warning to the console */
  readonly onError?: (error: VitrineError) => void
}

/** Options with every default filled in. */
export type ResolvedOptions = Required<
  Omit<VitrineOptions, 'consent' | 'shop' | 'engine' | 'workerUrl' | 'modelUrl' | 'weightUrls'>
> &
  Pick<VitrineOptions, 'consent' | 'shop'> & {
    readonly engines: readonly EngineName[]
    readonly fastest: boolean
    readonly allowSoftwareWebgl: boolean
  }

const ENGINES: readonly EngineName[] = ['webgl', 'wasm', 'cpu']

type Rule = readonly [option: keyof VitrineOptions, expected: string, holds: (value: unknown) => boolean]

const oneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value)
const inRange =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least && value <= most
const ofType =
  (type: string) =>
  (value: unknown): boolean =>
    typeof value === type && value !== ''
const listOf =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(holds)

const isFigure = (value: unknown, most: number): boolean =>
  value === undefined || (typeof value === 'number' && value > 0 && value < most)
const isShop = (value: unknown): boolean => {
  const { conversionRate, typicalOrderValue } = (value ?? {}) as ShopFigures
  return (
    value !== null &&
    ofType('object')(value) &&
    isFigure(conversionRate, 1) &&
    isFigure(typicalOrderValue, Infinity)
  )
}

const isEngine = oneOf(...ENGINES)
const isAnyEngine = oneOf('auto', 'fastest')
const isSource = (value: unknown): boolean => {
  const source = value as Partial<Source> | null | undefined
  return (
    oneOf('dataLayer', 'page')(value) || (ofType('string')(source?.name) && ofType('function')(source?.start))
  )
}

const RULES: readonly Rule[] = [
  ['consent', "'pending', 'granted' or 'denied'", oneOf('pending', 'granted', 'denied')],
  [
    'engine',
    "'auto', 'fastest', 'webgl', 'wasm', 'cpu' or an order of them",
    (v) => isAnyEngine(v) || isEngine(v) || (listOf(isEngine)(v) && (v as []).length > 0),
  ],
  ['sources', "a list of 'dataLayer', 'page' or sources with a name and start()", listOf(isSource)],
  ['dataLayerName', 'a non-empty string', ofType('string')],
  ['workerUrl', 'an address', ofType('string')],
  ['modelUrl', 'an address', ofType('string')],
  ['weightUrls', 'a list of addresses', listOf(ofType('string'))],
  ['maxEvents', 'a number from 100 to 100000', inRange(100, 100_000)],
  ['maxAgeDays', 'a number from 1 to 730', inRange(1, 730)],
  ['sessionTimeoutMinutes', 'a number from 1 to 1440', inRange(1, 1440)],
  ['shop', 'a conversionRate between 0 and 1, a typicalOrderValue above 0, or both', isShop],
  ['onError', 'a function', ofType('function')],
]

/**
 * Checks the options and fills in the defaults.
 * @throws {@link OptionError} for the first option of the wrong kind or range.
 */
export function resolveOptions(options: VitrineOptions): ResolvedOptions {
  for (const [option, expected, holds] of RULES) {
    const value = options[option]
    if (value !== undefined && !holds(value)) throw new OptionError(option, expected, value)
  }
  const { engine = 'auto' } = options
  return {
    ...options,
    engines: isAnyEngine(engine) ? ENGINES : ([engine].flat() as EngineName[]),
    fastest: engine === 'fastest',
    allowSoftwareWebgl: !isAnyEngine(engine),
    sources: options.sources ?? ['dataLayer', 'page'],
    dataLayerName: options.dataLayerName ?? 'dataLayer',
    platform: options.platform ?? createPagePlatform(),
    classifyWhilePending: options.classifyWhilePending ?? false,
    keepSearchText: options.keepSearchText ?? false,
    sessionTimeoutMinutes: options.sessionTimeoutMinutes ?? 30,
    maxEvents: options.maxEvents ?? 2000,
    maxAgeDays: options.maxAgeDays ?? 90,
    onError: options.onError ?? ((error) => console.warn(`Vitrine: ${error.message}`, error)),
  }
}
