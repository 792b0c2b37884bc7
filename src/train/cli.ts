#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// The `vitrine` command.

import { inspect } from 'node:util'
import { isVitrineError } from '../errors.ts'
import { runEncodeCommand } from './commands/encode.ts'
import { runImportCommand } from './commands/import.ts'
import { runInspectCommand } from './commands/inspect.ts'
import { runEvaluateCommand } from './commands/evaluate.ts'
import { runQuantiseCommand } from './commands/quantise.ts'
import { runReportCommand } from './commands/report.ts'
import { runSearchCommand } from './commands/search.ts'
import { runTrainCommand } from './commands/train.ts'
import { StoppedError } from './train-errors.ts'

const USAGE = `Usage: vitrine COMMAND [options]

Commands:
  inspect   say what is in a file
  train     train a model on raw files and write its package
  search    compare options of training, and say which to train with
  evaluate  measure a package on raw files
  report    draw the report of what was measured
  quantise  store the weights of a package another way
  import    make a package of a model that Keras trained
  encode    write visits as the model sees them, as Parquet

vitrine COMMAND --help says more.`

const COMMANDS: Readonly<
  Record<string, (args: readonly string[], print: (line: string) => void) => Promise<void>>
> = {
  train: runTrainCommand,
  search: runSearchCommand,
  encode: runEncodeCommand,
  inspect: runInspectCommand,
  evaluate: runEvaluateCommand,
  report: runReportCommand,
  quantise: runQuantiseCommand,
  import: runImportCommand,
}

/** Exit codes: 0 done, 1 something failed, 2 the command was not understood, 130 (143) stopped by SIGINT (SIGTERM). */
async function main([name, ...args]: readonly string[]): Promise<number> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(USAGE)
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    process.stderr.write(`There is no command "${name}".\n\n${USAGE}\n`)
    return 2
  }
  try {
    await command(args, print)
    return 0
  } catch (error) {
    const isNamed = isVitrineError(error) || isSystemError(error)
    // Not thrown on: TensorFlow.js listens for what nobody catches, and prints its own source instead.
    process.stderr.write(`${isNamed ? error.message : inspect(error)}\n`)
    if (error instanceof StoppedError) return error.exitCode
    return isVitrineError(error) && ['usage', 'config'].includes(error.code) ? 2 : 1
  }
}

/** Such as a file that is not there: the message says it, a stack says no more. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'
}

// `vitrine inspect … | head` closes the pipe early: what nobody reads need not be said.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await main(process.argv.slice(2))
