// SPDX-License-Identifier: MIT
// The script-tag entry: reads its own tag, starts once, registers the elements, offers `window.vitrine`.

import { resolveOptions } from './core/options.ts'
import type { VitrineOptions } from './core/options.ts'
import { defineElements } from './elements/define-elements.ts'
import { startVitrine } from './vitrine.ts'
import type { Vitrine } from './vitrine.ts'

/** Where the shop finds the instance. */
const GLOBAL_NAME = 'vitrine'

/**
 * `data-` attributes of the tag, named as the options are: `data-consent`, `data-engine`, `data-model-url`,
 * `data-worker-url`, `data-data-layer-name`, `data-classify-while-pending`, `data-keep-search-text`; of `shop` too, as
 * `data-conversion-rate` and `data-typical-order-value`.
 */
function readOptions({ dataset }: HTMLScriptElement): VitrineOptions {
  const { consent, engine, modelUrl, workerUrl, dataLayerName, conversionRate, typicalOrderValue } = dataset
  const given = {
    consent,
    modelUrl,
    workerUrl,
    dataLayerName,
    engine: engine?.includes(' ') ? engine.split(' ') : engine,
    shop: {
      conversionRate: conversionRate && +conversionRate,
      typicalOrderValue: typicalOrderValue && +typicalOrderValue,
    },
  }
  return {
    ...(given as VitrineOptions),
    classifyWhilePending: 'classifyWhilePending' in dataset,
    keepSearchText: 'keepSearchText' in dataset,
    onError(error) {
      console.warn(`Vitrine: ${error.message}`, error)
      announce('error', error)
    },
  }
}

function announce(what: string, detail: unknown): void {
  document.dispatchEvent(new CustomEvent(`${GLOBAL_NAME}:${what}`, { detail }))
}

function start(tag: HTMLScriptElement): void {
  const options = readOptions(tag)
  const here = (path: string): string => new URL(path, tag.src).href
  const vitrine = startVitrine(
    {
      workerUrl: options.workerUrl ? new URL(options.workerUrl, document.baseURI).href : here('worker.js'),
      modelUrl: options.modelUrl
        ? new URL(options.modelUrl, document.baseURI).href
        : here('models/shopper/model.json'),
    },
    resolveOptions(options),
  )
  ;(globalThis as { [GLOBAL_NAME]?: Vitrine })[GLOBAL_NAME] = vitrine
  vitrine.subscribe((state) => announce('change', state))
  defineElements(vitrine)
  announce('ready', vitrine)
}

/** A second copy of the tag starts nothing; an element whose id happens to be the global's name is no instance. */
function isRunning(): boolean {
  return typeof (globalThis as { [GLOBAL_NAME]?: Partial<Vitrine> })[GLOBAL_NAME]?.track === 'function'
}

const tag = document.currentScript
if (tag instanceof HTMLScriptElement && !isRunning()) {
  try {
    start(tag)
  } catch (error) {
    // A wrong attribute is the shop's to mend; it must not look like an outage of the page.
    console.error(error)
  }
}
