// SPDX-License-Identifier: MIT
// Which output of an imported model answers which question.

import type { HeadSpec } from '../../model/package-format.ts'
import type { LayerSpec } from '../../model/topology/read-layers.ts'
import { UsageError } from '../train-errors.ts'
import { headTask } from '../heads.ts'
import type { ConvertedModel } from './read-converted.ts'
import { KerasImportError } from './import-errors.ts'

/**
 * Which layer answers which question.
 * @public
 */
export interface HeadWish {
  /** Which question. */
  readonly name: HeadSpec['name']
  /** Name of the layer in the model of Keras. */
  readonly layer: string
  /** In the order of the outputs; the usual ones where absent. */
  readonly classes?: readonly string[]
}

const NAMES: readonly HeadSpec['name'][] = ['intent', 'value', 'risk']
const FORM = 'NAME=LAYER:CLASS,CLASS, such as intent=intent:browse,cart-abandon,buy'

/**
 * Reads `--head`.
 * @throws `UsageError` for what is none.
 */
export function parseHead(text: string): HeadWish {
  const [, name, layer, list] = /^([^=]+)=([^:]+)(?::(.*))?$/.exec(text) ?? []
  const found = NAMES.find((one) => one === name?.trim())
  if (found === undefined || layer === undefined)
    throw new UsageError(
      `--head must be ${FORM}; NAME is one of ${NAMES.join(', ')}. Got "${text}".`,
      'import',
    )
  const classes = list?.split(',').map((one) => one.trim())
  if (classes && (classes.length < 2 || classes.includes('') || new Set(classes).size < classes.length))
    throw new UsageError(`--head ${found} needs two different classes or more, got "${list}".`, 'import')
  return { name: found, layer: layer.trim(), ...(classes && { classes }) }
}

/**
 * Finds the heads.
 * @param wishes - None for a model with one output, which is taken for `intent`.
 * @throws `KerasImportError` for a layer that is not there, or that does not put out one probability a class.
 */
export function findHeads(model: ConvertedModel, wishes: readonly HeadWish[]): HeadSpec[] {
  const outputs = outputsOf(model)
  const names = outputs.map(({ name }) => `"${name}" (${unitsOf(model, name) ?? '?'} units)`).join(', ')
  const [only, more] = outputs
  if (wishes.length === 0 && (!only || more))
    throw new KerasImportError(
      model.file,
      `it has the outputs ${names || 'none'}`,
      `Say what they answer: --head ${FORM}.`,
    )
  const heads = wishes.length > 0 ? wishes : [{ name: 'intent' as const, layer: only!.name }]
  for (const [index, head] of heads.entries()) {
    const isTwice = heads.some(
      (other, at) => at < index && (other.name === head.name || other.layer === head.layer),
    )
    if (isTwice) throw new UsageError(`--head names "${head.name}" or "${head.layer}" twice.`, 'import')
  }
  return heads.map((wish) => {
    if (!model.layers.has(wish.layer)) {
      throw new KerasImportError(
        model.file,
        `it has no layer "${wish.layer}" for the head "${wish.name}"; its outputs are ${names}`,
        'Name one of them in --head.',
      )
    }
    return toHead(model, wish)
  })
}

function toHead(model: ConvertedModel, { name, layer, classes: named }: HeadWish): HeadSpec {
  const fail = (problem: string, help: string): never => {
    throw new KerasImportError(model.file, problem, help)
  }
  const { config, className } = model.layers.get(layer)!
  const units = unitsOf(model, layer)
  if (className !== 'Dense' || units === undefined)
    return fail(`head "${name}" ends in "${layer}", a ${className}`, 'A head must be a Dense layer.')
  const task = headTask(name)
  const classes = named ?? (name === 'intent' && units === 1 ? [`no-${task.main}`, task.main] : task.classes)
  if (units !== classes.length && !(units === 1 && classes.length === 2)) {
    return fail(
      `layer "${layer}" has ${units} units, the head "${name}" ${classes.length} classes (${classes.join(', ')})`,
      'Name as many classes as it has units; two for one sigmoid unit.',
    )
  }
  const activation = units === 1 ? 'sigmoid' : 'softmax'
  if (config['activation'] !== activation) {
    return fail(
      `layer "${layer}" of ${units} units has the activation ${JSON.stringify(config['activation'])}`,
      `Probabilities need "${activation}": put it on the layer before you convert.`,
    )
  }
  return { name, layer, classes: [...classes], units, reads: task.reads, calibration: { method: 'none' } }
}

function unitsOf(model: ConvertedModel, layer: string): number | undefined {
  const units = model.layers.get(layer)?.config['units']
  return typeof units === 'number' ? units : undefined
}

/** Layers that no other layer reads. */
function outputsOf({ layers }: ConvertedModel): LayerSpec[] {
  const read = new Set([...layers.values()].flatMap(({ inputs }) => inputs))
  return [...layers.values()].filter(({ name }) => !read.has(name))
}
