// SPDX-License-Identifier: MIT
// Errors across the worker boundary: flattened on one side, rebuilt with the same name and code on the other.

import { isVitrineError, VitrineError } from '../errors.ts'
import type { WireError } from './protocol.ts'

/** Flattens anything that was thrown. */
export function toWireError(error: unknown): WireError {
  if (isVitrineError(error)) {
    return { name: error.name, code: error.code, message: error.message, details: error.details }
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { name: 'WorkerError', code: 'worker', message: `The worker threw ${name}: ${message}`, details: {} }
}

/** Rebuilds the error; `isVitrineError` and `code` hold, `name` is the original's. */
export function fromWireError(wire: WireError): VitrineError {
  const error = new VitrineError(wire.code, wire.message, wire.details)
  Object.defineProperty(error, 'name', { value: wire.name })
  return error
}
