// SPDX-License-Identifier: MIT
// How the planner maps the layers that the shipped network does without.

import type { Rules } from '../topology/planner.ts'
import { activation } from '../topology/rules/activation.ts'
import { dot, permute } from '../topology/rules/attention.ts'
import { conv1d } from '../topology/rules/conv1d.ts'
import { globalPool, pool } from '../topology/rules/pool.ts'
import { gru } from '../topology/rules/recurrent.ts'
import { flatten, identity } from '../topology/rules/reshape.ts'

/** Rules by the class of the layer. */
export const rules: Rules = {
  Activation: activation,
  ActivityRegularization: identity,
  AveragePooling1D: pool,
  Conv1D: conv1d,
  Dot: dot,
  Dropout: identity,
  Flatten: flatten,
  GRU: gru,
  GaussianDropout: identity,
  GaussianNoise: identity,
  GlobalAveragePooling1D: globalPool,
  GlobalMaxPooling1D: globalPool,
  MaxPooling1D: pool,
  Permute: permute,
  ReLU: activation,
  Softmax: activation,
  SpatialDropout1D: identity,
}
