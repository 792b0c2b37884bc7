// SPDX-License-Identifier: MIT
// Writes the networks that a method fits down as runs: the last one, which ships, in the folder itself.

import { join } from 'node:path'
import { IMBALANCE_DEFAULTS, type ImbalanceMethod } from '../imbalance/imbalance-options.ts'
import type { ImbalanceTask } from '../imbalance/imbalance-task.ts'
import { watchRun } from './watch-run.ts'

/** The same task, which writes down what it fits. */
export function logFits(task: ImbalanceTask, method: ImbalanceMethod, folder: string): ImbalanceTask {
  const before = method === 'bagging' ? (task.settings.bags ?? IMBALANCE_DEFAULTS.bags) : 0
  let networks = 0
  return {
    ...task,
    async fit(one, options) {
      networks++
      const place = networks > before ? folder : join(folder, `network-${networks}`)
      const watch = watchRun(place, options)
      try {
        const fitted = await task.fit(one, options, watch.onProgress)
        watch.finish(fitted)
        return fitted
      } finally {
        watch.close()
      }
    },
  }
}
