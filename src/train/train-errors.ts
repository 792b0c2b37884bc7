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
  constructor(file: string, line: number, problem: string, options?: ErrorOptions) {
    super('data-format', `${file}:${line}: ${problem}`, { file, line, problem }, options)
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
  constructor(problem: string, command = 'train') {
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
