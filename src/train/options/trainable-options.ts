// SPDX-License-Identifier: MIT
// Options that decide what is learned: one table for `train`, its configuration file and `search`. A new one is an entry
// here and a field of TrainOptions where its path leads; nothing else needs to know.

import { IMBALANCE_DEFAULTS, IMBALANCE_METHODS } from '../imbalance/imbalance-options.ts'
import { LARGEST_SIZE, NETWORKS } from '../network/network-spec.ts'
import { UsageError } from '../train-errors.ts'
import { FIT_DEFAULTS, SIMULATE_DEFAULTS, type TrainOptions } from '../training-options.ts'
import type { OptionSpec } from './option-table.ts'

/** An option that can be trained with, and varied by a search. */
export interface TrainableOption extends OptionSpec {
  /** `choice`: one of `choices`; otherwise a number from `least` to `most`. */
  readonly kind: 'integer' | 'number' | 'choice'
  readonly choices?: readonly string[]
  readonly least?: number
  readonly most?: number
  /** Where it lies in {@link TrainOptions}. */
  readonly path: readonly string[]
}

/** A value of a trainable option. */
export type TrainableValue = string | number

const { dropout } = FIT_DEFAULTS

/** Options by the name that the command takes. */
export const TRAINABLE_OPTIONS: Readonly<Record<string, TrainableOption>> = {
  network: choice(['network'], Object.keys(NETWORKS), 'compact', 'NAME'),
  units: number(
    'integer',
    ['sizes', 'units'],
    1,
    LARGEST_SIZE.units,
    'units of the LSTM or GRU, where it has one',
  ),
  embedding: number('integer', ['sizes', 'embedding'], 1, LARGEST_SIZE.embedding, 'width of the embedding'),
  filters: number(
    'integer',
    ['sizes', 'filters'],
    1,
    LARGEST_SIZE.filters,
    'filters of the convolution, where the network has one',
  ),
  seed: number('integer', ['seed'], 0, 2 ** 32 - 1, 'same seed, same weights (default: 1)'),
  epochs: number(
    'integer',
    ['epochs'],
    1,
    1e4,
    `passes over the visits at most (default: ${FIT_DEFAULTS.epochs})`,
  ),
  patience: number(
    'integer',
    ['fit', 'patience'],
    1,
    1e4,
    `epochs without a better validation loss after which it stops (default: ${FIT_DEFAULTS.patience})`,
  ),
  'batch-size': number(
    'integer',
    ['fit', 'batchSize'],
    1,
    1e5,
    `visits in a batch (default: ${FIT_DEFAULTS.batchSize})`,
  ),
  'learning-rate': number(
    'number',
    ['fit', 'learningRate'],
    1e-8,
    10,
    `step size of Adam (default: ${FIT_DEFAULTS.learningRate})`,
  ),
  'weight-decay': number(
    'number',
    ['fit', 'weightDecay'],
    0,
    10,
    `what a weight loses a step, times the learning rate (default: ${FIT_DEFAULTS.weightDecay})`,
  ),
  'clip-norm': number(
    'number',
    ['fit', 'clipNorm'],
    1e-6,
    1e6,
    `largest norm of a gradient (default: ${FIT_DEFAULTS.clipNorm})`,
  ),
  'average-decay': number(
    'number',
    ['fit', 'averageDecay'],
    0,
    0.99999,
    `decay of the running average of the weights (default: ${FIT_DEFAULTS.averageDecay})`,
  ),
  'dropout-input': rate('input', 'inputs'),
  'dropout-pooled': rate('pooled', 'what a convolution found'),
  'dropout-hidden': rate('hidden', 'the last state'),
  imbalance: choice(['imbalance', 'method'], IMBALANCE_METHODS, 'none', 'METHOD'),
  'focal-gamma': number(
    'number',
    ['imbalance', 'focalGamma'],
    0,
    10,
    `exponent of --imbalance focal (default: ${IMBALANCE_DEFAULTS.focalGamma})`,
  ),
  'focal-alpha': number(
    'number',
    ['imbalance', 'focalAlpha'],
    0.001,
    0.999,
    'weight of buyers in --imbalance focal, 1 - X of the others (default: all alike)',
  ),
  'sampling-ratio': number(
    'number',
    ['imbalance', 'samplingRatio'],
    0.001,
    1,
    'rare visits for each frequent one, of the sampling methods, smote and bagging (default: 1/3)',
  ),
  bags: number(
    'integer',
    ['imbalance', 'bags'],
    2,
    50,
    `networks of --imbalance bagging (default: ${IMBALANCE_DEFAULTS.bags})`,
  ),
  simulate: number(
    'integer',
    ['simulate', 'visits'],
    0,
    2e5,
    'simulated visits to train on beside the data; nothing is measured on them (default: 0)',
  ),
  'simulate-weight': number(
    'number',
    ['simulate', 'weight'],
    0.001,
    10,
    `weight of a simulated visit against one of the data (default: ${SIMULATE_DEFAULTS.weight})`,
  ),
}

/**
 * Reads a value.
 * @throws {@link UsageError} for one that the option cannot take.
 */
export function parseTrainable(name: string, text: string, command = 'train'): TrainableValue {
  const option = TRAINABLE_OPTIONS[name]!
  const { kind, choices = [], least = -Infinity, most = Infinity } = option
  if (kind === 'choice') {
    if (choices.includes(text)) return text
    throw new UsageError(`There is no ${name} "${text}": --${name} is one of ${choices.join(', ')}.`, command)
  }
  const value = Number(text)
  const isKind = kind === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)
  if (text.trim() !== '' && isKind && value >= least && value <= most) return value
  const what = kind === 'integer' ? 'an integer' : 'a number'
  throw new UsageError(`--${name} must be ${what} from ${least} to ${most}, got "${text}".`, command)
}

/** Values by name as the options that they are. */
export function toTrainable(values: Readonly<Record<string, TrainableValue>>): Partial<TrainOptions> {
  const options: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const path = [...TRAINABLE_OPTIONS[name]!.path]
    const last = path.pop()!
    const place = path.reduce<Record<string, unknown>>(
      (inside, key) => (inside[key] ??= {}) as Record<string, unknown>,
      options,
    )
    place[last] = value
  }
  return options
}

/**
 * The trainable options among parsed arguments.
 * @throws {@link UsageError} as {@link parseTrainable}.
 */
export function readTrainable(
  values: Readonly<Record<string, unknown>>,
  command?: string,
): Record<string, TrainableValue> {
  return Object.fromEntries(
    Object.keys(TRAINABLE_OPTIONS)
      .filter((name) => values[name] !== undefined)
      .map((name) => [name, parseTrainable(name, String(values[name]), command)]),
  )
}

function number(
  kind: 'integer' | 'number',
  path: readonly string[],
  least: number,
  most: number,
  about: string,
): TrainableOption {
  const schema = { type: kind, minimum: least, maximum: most } as const
  return { type: 'string', kind, path, least, most, argument: kind === 'integer' ? 'N' : 'X', about, schema }
}

function choice(
  path: readonly string[],
  choices: readonly string[],
  usual: string,
  argument: string,
): TrainableOption {
  const about = `${choices.join(', ')} (default: ${usual})`
  return { type: 'string', kind: 'choice', path, choices, argument, about, schema: { enum: choices } }
}

function rate(name: keyof typeof dropout, what: string): TrainableOption {
  const about = `share of ${what} that is dropped while training (default: ${dropout[name]})`
  return number('number', ['fit', 'dropout', name], 0, 0.95, about)
}
