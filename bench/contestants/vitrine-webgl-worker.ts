// SPDX-License-Identifier: MIT
// Ours as it is shipped: WebGL in a worker.

import type { Contestant } from './contestant.ts'
import { createWorkerContestant } from './in-worker.ts'

export const contestant: Contestant = createWorkerContestant('vitrine-webgl')
