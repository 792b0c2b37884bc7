// SPDX-License-Identifier: MIT
// The arguments that say what a model starts from.

import { toInteger, type Arguments } from '../data-arguments.ts'
import { textOption, type OptionTable } from '../options/option-table.ts'
import { PRETEXT_TASKS, type PretextTask } from '../pretrain/pretext-samples.ts'
import { LAYOUT_NAMES, type LayoutName } from '../read/layouts/layout.ts'
import { UsageError } from '../train-errors.ts'
import type { PretrainOptions, TrainOptions } from '../training-options.ts'

/** Options of the arguments. */
export const START_ARGUMENTS: OptionTable = {
  from: textOption('PACKAGE', 'start from the weights of a package: layers of the same name and shapes'),
  freeze: {
    type: 'string',
    multiple: true,
    argument: 'LAYER',
    about: 'keep a layer as --from or --pretrain brought it, such as embedding; may be said again',
    schema: { type: 'array', items: { type: 'string' } },
  },
  pretrain: {
    type: 'string',
    argument: 'TASK',
    about: `learn from the visits themselves first, without their labels: ${PRETEXT_TASKS.join(', ')}`,
    schema: { enum: PRETEXT_TASKS },
  },
  'pretrain-data': textOption('FILE', 'learn so from these visits instead, whose outcome need not be known'),
  'pretrain-layout': {
    type: 'string',
    argument: 'NAME',
    about: 'layout of --pretrain-data (default: that of --data)',
    schema: { enum: LAYOUT_NAMES },
  },
  'pretrain-epochs': {
    type: 'string',
    argument: 'N',
    about: 'passes over them at most (default: 10)',
    schema: { type: 'integer', minimum: 1 },
  },
}

/**
 * The start of parsed arguments.
 * @throws `UsageError` for a task or a layout that is none, or an option that goes with another that is not there.
 */
export function toStartOptions(values: Arguments): Pick<TrainOptions, 'from' | 'freeze' | 'pretrain'> {
  const value = (name: string): string | undefined => values[name] as string | undefined
  const from = value('from')
  const freeze = values['freeze'] as readonly string[] | undefined
  const pretrain = toPretrainOptions(value)
  return {
    ...(from !== undefined && { from }),
    ...(freeze !== undefined && { freeze }),
    ...(pretrain && { pretrain }),
  }
}

function toPretrainOptions(value: (name: string) => string | undefined): PretrainOptions | undefined {
  const task = value('pretrain')
  const [data, layout, epochs] = ['data', 'layout', 'epochs'].map((name) => value(`pretrain-${name}`))
  if (task === undefined) {
    if ((data ?? layout ?? epochs) === undefined) return undefined
    throw new UsageError(`--pretrain is missing: one of ${PRETEXT_TASKS.join(', ')}.`)
  }
  const tasks: readonly string[] = PRETEXT_TASKS
  if (!tasks.includes(task)) {
    throw new UsageError(`--pretrain knows ${PRETEXT_TASKS.join(', ')}, got "${task}".`)
  }
  const layouts: readonly string[] = LAYOUT_NAMES
  if (layout !== undefined && !layouts.includes(layout)) {
    throw new UsageError(`There is no layout "${layout}". There are: ${LAYOUT_NAMES.join(', ')}.`)
  }
  if (layout !== undefined && data === undefined) {
    throw new UsageError('--pretrain-layout goes with --pretrain-data.')
  }
  return {
    task: task as PretextTask,
    ...(data !== undefined && { data }),
    ...(layout !== undefined && { layout: layout as LayoutName }),
    ...(epochs !== undefined && { epochs: toInteger('--pretrain-epochs', epochs, 1) }),
  }
}
