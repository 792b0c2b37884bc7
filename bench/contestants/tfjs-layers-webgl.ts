// SPDX-License-Identifier: MIT
// Rival, and the yardstick: a layers model on TensorFlow.js' WebGL backend.

import '@tensorflow/tfjs-backend-webgl'
import type { Contestant } from './contestant.ts'
import { createLayersContestant } from './tfjs-layers.ts'

export const contestant: Contestant = createLayersContestant('webgl')
