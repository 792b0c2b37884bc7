// SPDX-License-Identifier: MIT
// Rival: the yardstick in a worker, which keeps its work off the page thread.

import type { Contestant } from './contestant.ts'
import { createWorkerContestant } from './in-worker.ts'

export const contestant: Contestant = createWorkerContestant('tfjs-layers-webgl')
