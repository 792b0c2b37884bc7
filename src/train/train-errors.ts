// SPDX-License-Identifier: MIT
// What can go wrong in training, each with a stable code and a way out.

import { VitrineError } from '../errors.ts'

/**
 * A package that only training needs is not installed.
 * @public
 */
export class MissingPeerError extends VitrineError {
  /** `MissingPeerError`, also after minifying. */
  override readonly name = 'MissingPeerError'
  constructor(packageName: string, options?: ErrorOptions) {
    super(
      'missing-peer',
      `The training kit needs the package "${packageName}", which is not installed. Run: npm install ${packageName}`,
      { packageName },
      options,
    )
  }
}

/**
 * A data file does not have the layout that its reader knows.
 * @public
 */
export class DataFormatError extends VitrineError {
  /** `DataFormatError`, also after minifying. */
  override readonly name = 'DataFormatError'
  constructor(file: string, line: number | undefined, problem: string, options?: ErrorOptions) {
    const place = line === undefined ? file : `${file}:${line}`
    super(
      'data-format',
      `${place}: ${problem}`,
      { file, ...(line !== undefined && { line }), problem },
      options,
    )
  }
}

/**
 * The command was given something that it does not understand.
 * @public
 */
export class UsageError extends VitrineError {
  /** `UsageError`, also after minifying. */
  override readonly name = 'UsageError'
  /**
   * @param problem - What was not understood.
   * @param command - Command whose help says more.
   */
  constructor(problem: string, command = 'COMMAND') {
    super('usage', `${problem} See: vitrine ${command} --help`, { problem, command })
  }
}

/**
 * The data cannot train or measure a model: too few visits, or a class without examples.
 * @public
 */
export class TrainingDataError extends VitrineError {
  /** `TrainingDataError`, also after minifying. */
  override readonly name = 'TrainingDataError'
  constructor(problem: string) {
    super('training-data', problem, { problem })
  }
}

/**
 * There is no room for what does not fit in memory.
 * @public
 */
export class WorkSpaceError extends VitrineError {
  /** `WorkSpaceError`, also after minifying. */
  override readonly name = 'WorkSpaceError'
  constructor(problem: string, options?: ErrorOptions) {
    super(
      'work-space',
      `There is not enough room to work in (${problem}). Name a larger disk by --work-dir, or more memory by --memory.`,
      { problem },
      options,
    )
  }
}

/**
 * A package cannot be the start of a new model.
 * @public
 */
export class TransferError extends VitrineError {
  /** `TransferError`, also after minifying. */
  override readonly name = 'TransferError'
  constructor(problem: string) {
    super('transfer', problem, { problem })
  }
}

/**
 * Visits cannot be split as asked.
 * @public
 */
export class SplitError extends VitrineError {
  /** `SplitError`, also after minifying. */
  override readonly name = 'SplitError'
  constructor(problem: string) {
    super('split', problem, { problem })
  }
}

/**
 * A metric was asked for of something that is no score, no probability or no weight.
 * @public
 */
export class MetricInputError extends VitrineError {
  /** `MetricInputError`, also after minifying. */
  override readonly name = 'MetricInputError'
  constructor(problem: string) {
    super('metric-input', problem, { problem })
  }
}

/**
 * A column or an event gives the label away: a model that reads it looks better than it will ever be.
 * @public
 */
export class LeakError extends VitrineError {
  /** `LeakError`, also after minifying. */
  override readonly name = 'LeakError'
  constructor(leaks: readonly string[]) {
    super(
      'leak',
      `The label is given away by ${leaks.join('; ')}. Leave it out of what is read, or say --allow-leak if it is known at that time on the page.`,
      { leaks: [...leaks] },
    )
  }
}

/**
 * A weight is not finite, or too large for the scheme that shall store it.
 * @public
 */
export class QuantisingError extends VitrineError {
  /** `QuantisingError`, also after minifying. */
  override readonly name = 'QuantisingError'
  constructor(problem: string) {
    super('quantising', problem, { problem })
  }
}

/**
 * A results file is not one that this release can read.
 * @public
 */
export class ResultsFormatError extends VitrineError {
  /** `ResultsFormatError`, also after minifying. */
  override readonly name = 'ResultsFormatError'
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super('results-format', `${file}: ${problem}`, { file, problem }, options)
  }
}

/**
 * A checkpoint or a journal cannot be gone on from: it is damaged, or of other options or data.
 * @public
 */
export class CheckpointError extends VitrineError {
  /** `CheckpointError`, also after minifying. */
  override readonly name = 'CheckpointError'
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super('checkpoint', `${file}: ${problem}`, { file, problem }, options)
  }
}

/**
 * The work was stopped from outside, by Ctrl-C or by the system.
 * @public
 */
export class StoppedError extends VitrineError {
  /** `StoppedError`, also after minifying. */
  override readonly name = 'StoppedError'
  /** What a command exits with: 128 and the number of the signal, as shells have it. */
  readonly exitCode: number
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super('stopped', `Stopped by ${signal}.`, { signal })
    this.exitCode = signal === 'SIGINT' ? 130 : 143
  }
}

/**
 * A configuration file is no JSON, or says something that there is not.
 * @public
 */
export class ConfigError extends VitrineError {
  /** `ConfigError`, also after minifying. */
  override readonly name = 'ConfigError'
  constructor(file: string, place: { readonly line: number; readonly column: number }, problem: string) {
    const { line, column } = place
    super('config', `${file}:${line}:${column}: ${problem}`, { file, line, column, problem })
  }
}

/**
 * What was made cannot be written where it should go.
 * @public
 */
export class OutputError extends VitrineError {
  /** `OutputError`, also after minifying. */
  override readonly name = 'OutputError'
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super('output', `Cannot write to ${path}: ${problem}`, { path, problem }, options)
  }
}

/**
 * The loss is no number any more: training ran away.
 * @public
 */
export class TrainingDivergedError extends VitrineError {
  /** `TrainingDivergedError`, also after minifying. */
  override readonly name = 'TrainingDivergedError'
  /**
   * @param epoch - From 1.
   * @param loss - What it came to: NaN or infinite.
   */
  constructor(epoch: number, loss: number, learningRate: number) {
    super(
      'training-diverged',
      `Training diverged: the loss is ${loss} in epoch ${epoch}, at a learning rate of ${learningRate}. Take a smaller learning rate, such as 0.002.`,
      { epoch, loss: String(loss), learningRate },
    )
  }
}
