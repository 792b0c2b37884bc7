// SPDX-License-Identifier: MIT
// Rival: a layers model on TensorFlow.js' CPU backend.

import '@tensorflow/tfjs-backend-cpu'
import type { Contestant } from './contestant.ts'
import { createLayersContestant } from './tfjs-layers.ts'

export const contestant: Contestant = createLayersContestant('cpu')
