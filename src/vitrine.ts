// SPDX-License-Identifier: MIT
// Wires the layers: sources → intake → consent gate → store → scoring → visitor state.

import { createConsent } from './consent/consent.ts'
import { createConsentGate } from './consent/consent-gate.ts'
import { importScorer, startWorker } from './core/assets.ts'
import type { Assets } from './core/assets.ts'
import { createEventIntake } from './core/event-intake.ts'
import type { ResolvedOptions } from './core/options.ts'
import { createScoring } from './core/scoring.ts'
import type { VitrineStatus } from './core/scoring.ts'
import { startSources } from './core/start-sources.ts'
import { createStateKeeper, UNKNOWN_STATE } from './core/state-keeper.ts'
import { redactSearch } from './events/redact-search.ts'
import type { EventDraft } from './store/event-draft.ts'
import { hasJournal } from './store/has-journal.ts'
import { openStore } from './store/open-store.ts'
import type { VisitorExport, VisitorStore } from './store/visitor-store.ts'
import type { ConsentState, ShopEvent, StoredEvent, VisitorState } from './types.ts'
import { createScoringClient } from './worker/client.ts'

/**
 * One running Vitrine: it watches the page and knows the visitor.
 * @public
 */
export interface Vitrine {
  /** The present conclusion; immutable, the same object until it changes. */
  get(): VisitorState
  /** Calls the listener at every change; returns the undo. */
  subscribe(listener: (state: VisitorState) => void): () => void
  /**
   * Takes an event of the shop's own. A malformed one is refused with `InvalidEventError` through `onError`; this call
   * never throws.
   */
  track(event: ShopEvent): void
  /** The shop's word on consent: `granted` stores and classifies, `denied` wipes, `pending` holds in memory. */
  setConsent(state: ConsentState): void
  /** Consent as it stands, the strictest of all signals. */
  consent(): ConsentState
  /** What the library can do at the moment. */
  status(): VitrineStatus
  /**
   * Writes what is waiting, scores now and gives the state that follows from every event so far; the state as it
   * stands where consent or the model is missing.
   */
  refresh(): Promise<VisitorState>
  /** Everything that is kept of this visitor, as JSON-safe data. */
  export(): Promise<VisitorExport | undefined>
  /** Wipes everything that is kept of this visitor, in every tab. */
  forget(): Promise<void>
  /** Stops everything and gives everything back. */
  dispose(): void
}

/** Starts Vitrine on this page. */
export function startVitrine(assets: Assets, options: ResolvedOptions): Vitrine {
  const { onError: report, dataLayerName, platform, engines, fastest, allowSoftwareWebgl, shop } = options
  const sessionTimeoutMs = options.sessionTimeoutMinutes * 60_000
  const onError: typeof report = (error) => {
    try {
      report(error)
    } catch (failure) {
      console.error(failure)
    }
  }
  const keeper = createStateKeeper(onError)
  const consent = createConsent({
    host: window,
    layerName: dataLayerName,
    initial: options.consent,
    platform,
    onError,
  })
  let store: VisitorStore | undefined
  let writing: Promise<unknown> = Promise.resolve()

  const scoring = createScoring({
    platform,
    keeper,
    onError,
    createClient: () =>
      createScoringClient({
        platform,
        onError,
        setup: {
          ...assets,
          engines,
          fastest,
          allowSoftwareWebgl,
          mayStore: consent.get() === 'granted',
          isReturning: keeper.get() !== UNKNOWN_STATE,
          ...(shop && { shop }),
        },
        startWorker: () => startWorker(assets.workerUrl),
        importScorer: () => importScorer(assets.workerUrl),
      }),
    input(): readonly StoredEvent[] | 'journal' | undefined {
      if (consent.get() === 'granted') return store?.memoryEvents() ?? 'journal'
      if (consent.get() === 'denied' || !options.classifyWhilePending) return undefined
      return gate.held().map((draft) => ({ ...draft, sessionId: 'pending' }))
    },
    save: (state) => void (consent.get() === 'granted' && store?.writeState(state)),
  })

  function write(drafts: readonly EventDraft[]): void {
    writing = Promise.all([writing, whenStored().append(drafts).then(scoring.request)])
  }

  const gate = createConsentGate<EventDraft>({ initial: consent.get(), release: write })

  function whenStored(): VisitorStore {
    if (store) return store
    store = openStore({
      platform,
      onError,
      maxEvents: options.maxEvents,
      maxAgeDays: options.maxAgeDays,
      sessionTimeoutMs,
      prepare: (event, salt) => redactSearch(event, salt, options.keepSearchText),
    })
    store.onForget(scoring.reset)
    void store.readState().then((state) => {
      if (state && consent.get() === 'granted') scoring.restore(state, sessionTimeoutMs)
    })
    return store
  }

  async function forget(): Promise<void> {
    gate.clear()
    scoring.reset()
    await whenStored().forget()
  }

  async function refuse(): Promise<void> {
    scoring.reset()
    if (store || (await hasJournal())) await forget()
  }

  function apply(state: ConsentState): void {
    gate.set(state)
    if (state === 'granted') whenStored()
    else scoring.rest()
    if (state === 'denied') void refuse()
  }

  // Each in a task of its own: on a slow phone all of it in one would hold the page up. A page that leaves before has it
  // done at once; listening while it is captured lets the store hear of the same leaving.
  let stopSources = (): void => undefined
  const starts = [
    () => apply(consent.get()),
    () => {
      stopSources = startSources(options, intake, onError)
    },
  ]
  const next = (): void => starts.shift()?.()
  const hurry = (): void => {
    next()
    next()
  }
  const soon = (): Promise<void> => new Promise((resolve) => void platform.delay(() => resolve(next()), 0))
  window.addEventListener('pagehide', hurry, true)
  const started = soon().then(soon)
  const stopConsent = consent.subscribe(apply)
  const intake = createEventIntake(
    platform,
    (draft) => {
      gate.add(draft)
      if (options.classifyWhilePending && consent.get() === 'pending') scoring.request()
    },
    onError,
  )

  return {
    get: keeper.get,
    subscribe: keeper.subscribe,
    track: (event) => intake(event, 'track'),
    setConsent: consent.set,
    consent: consent.get,
    status: scoring.status,
    async refresh() {
      await started
      await writing
      await scoring.now()
      return keeper.get()
    },
    export: async () => store?.export(),
    forget,
    dispose() {
      starts.length = 0
      window.removeEventListener('pagehide', hurry, true)
      stopSources()
      stopConsent()
      consent.dispose()
      scoring.dispose()
      store?.dispose()
      keeper.clear()
    },
  }
}
