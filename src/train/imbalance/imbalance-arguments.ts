// SPDX-License-Identifier: MIT
// The arguments that say what is done about classes of unequal size.

import { UsageError } from '../train-errors.ts'
import {
  IMBALANCE_DEFAULTS,
  IMBALANCE_METHODS,
  type ImbalanceMethod,
  type ImbalanceOptions,
} from './imbalance-options.ts'

/** Options of the arguments. */
export const IMBALANCE_ARGUMENTS: Readonly<
  Record<string, { readonly type: 'string'; readonly argument: string; readonly about: string }>
> = {
  imbalance: {
    type: 'string',
    argument: 'METHOD',
    about: `where few visits buy: ${IMBALANCE_METHODS.join(', ')} (default: none)`,
  },
  'focal-gamma': {
    type: 'string',
    argument: 'G',
    about: `exponent of focal, at least 0 (default: ${IMBALANCE_DEFAULTS.focalGamma})`,
  },
  'focal-alpha': {
    type: 'string',
    argument: 'A',
    about: 'weight of buyers in focal, between 0 and 1; the others have 1 - A (default: all alike)',
  },
  'sampling-ratio': {
    type: 'string',
    argument: 'R',
    about: 'rare visits for each frequent one after sampling, above 0, at most 1 (default: 1/3)',
  },
  bags: {
    type: 'string',
    argument: 'N',
    about: `networks of bagging (default: ${IMBALANCE_DEFAULTS.bags})`,
  },
  'compare-imbalance': {
    type: 'string',
    argument: 'LIST',
    about: 'train these, too, such as weights,focal,smote, or all, and show beside none what each did',
  },
}

/** What `--help` says of them. */
export const IMBALANCE_USAGE: string = Object.entries(IMBALANCE_ARGUMENTS)
  .map(([name, { argument, about }]) => `  ${`--${name} ${argument}`.padEnd(18)} ${about}`)
  .join('\n')

/**
 * What arguments ask for.
 * @returns `undefined` where they say nothing.
 * @throws `UsageError` for a method or a number that is none.
 */
export function toImbalance(values: Readonly<Record<string, unknown>>): ImbalanceOptions | undefined {
  const text = (name: string): string | undefined => values[name] as string | undefined
  const [method, list] = ['imbalance', 'compare-imbalance'].map(text)
  const number = (name: string, isRight: (value: number) => boolean, what: string): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    if (value.trim() !== '' && isRight(Number(value))) return Number(value)
    throw new UsageError(`--${name} must be ${what}, got "${value}".`, 'train')
  }
  const gamma = number('focal-gamma', (value) => value >= 0 && value <= 10, 'a number from 0 to 10')
  const alpha = number('focal-alpha', (value) => value > 0 && value < 1, 'a number between 0 and 1')
  const ratio = number('sampling-ratio', (value) => value > 0 && value <= 1, 'above 0 and at most 1')
  const isBags = (value: number): boolean => Number.isInteger(value) && value >= 2 && value <= 50
  const bags = number('bags', isBags, 'an integer from 2 to 50')
  const options: ImbalanceOptions = {
    ...(method !== undefined && { method: toMethod('--imbalance', method) }),
    ...(gamma !== undefined && { focalGamma: gamma }),
    ...(alpha !== undefined && { focalAlpha: alpha }),
    ...(ratio !== undefined && { samplingRatio: ratio }),
    ...(bags !== undefined && { bags }),
    ...(list !== undefined && { compare: toMethods(list) }),
  }
  return Object.keys(options).length > 0 ? options : undefined
}

function toMethods(list: string): ImbalanceMethod[] {
  if (list.trim() === 'all') return [...IMBALANCE_METHODS]
  return list.split(',').map((name) => toMethod('--compare-imbalance', name.trim()))
}

function toMethod(option: string, name: string): ImbalanceMethod {
  const found = IMBALANCE_METHODS.find((method) => method === name)
  if (found) return found
  const all = option === '--imbalance' ? '' : ' and all'
  throw new UsageError(`${option} knows ${IMBALANCE_METHODS.join(', ')}${all}, got "${name}".`, 'train')
}
