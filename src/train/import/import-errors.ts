// SPDX-License-Identifier: MIT
// What can be wrong with a model that is to be imported.

import { VitrineError } from '../../errors.ts'

/**
 * A converted Keras model cannot become a package: damaged, of other inputs, without the heads that were named, or with
 * other scores than Keras gave.
 * @public
 */
export class KerasImportError extends VitrineError {
  /** `KerasImportError`, also after minifying. */
  override readonly name = 'KerasImportError'
  /**
   * @param file - The `model.json`.
   * @param problem - What is there and what is expected.
   * @param help - What to do.
   */
  constructor(file: string, problem: string, help: string, options?: ErrorOptions) {
    super('keras-import', `${file}: ${problem}. ${help}`, { file, problem, help }, options)
  }
}
