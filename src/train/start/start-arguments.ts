// SPDX-License-Identifier: MIT
// The arguments that say what a model starts from.

import type { ParseArgsConfig } from 'node:util'
import { toInteger, type Arguments } from '../data-arguments.ts'
import { PRETEXT_TASKS, type PretextTask } from '../pretrain/pretext-samples.ts'
import { LAYOUT_NAMES, type LayoutName } from '../read/layouts/layout.ts'
import { UsageError } from '../train-errors.ts'
import type { PretrainOptions, TrainOptions } from '../training-options.ts'

const text = { type: 'string' } as const

/** Options of the arguments, for `parseArgs`. */
export const START_ARGUMENTS: NonNullable<ParseArgsConfig['options']> = {
  from: text,
  freeze: { type: 'string', multiple: true },
  pretrain: text,
  'pretrain-data': text,
  'pretrain-layout': text,
  'pretrain-epochs': text,
}

/** What `--help` says of them. */
export const START_USAGE: string = `  --from PACKAGE     start from the weights of a package: layers of the same name and shapes
  --freeze LAYER     keep a layer as --from or --pretrain brought it, such as embedding; may be said again
  --pretrain TASK    learn from the visits themselves first, without their labels: ${PRETEXT_TASKS.join(', ')}
  --pretrain-data FILE    from these visits instead, whose outcome need not be known
  --pretrain-layout NAME  layout of them (default: that of --data)
  --pretrain-epochs N     passes over them at most (default: 10)`

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
