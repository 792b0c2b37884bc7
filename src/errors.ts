// SPDX-License-Identifier: MIT
// Every failure that Vitrine names: one class a failure, each with a stable `code` that survives
// minification, realms and the worker boundary.

const BRAND = 'vitrine'

/**
 * Base of every error that Vitrine raises or reports.
 * @public
 */
export class VitrineError extends Error {
  /** Brand that {@link isVitrineError} tests, so that two copies of the library recognise each other. */
  readonly library: string = BRAND
  /** Stable kebab-case identifier of the failure, for logs and for tests. */
  readonly code: string
  /** Facts about the failure, JSON-safe; never behaviour, never what the visitor typed. */
  readonly details: Readonly<Record<string, unknown>>

  /**
   * @param code - Stable kebab-case identifier.
   * @param message - What happened, what was got, what to do.
   * @param details - JSON-safe facts.
   * @param options - The `cause`, if another error led here.
   */
  constructor(
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/**
 * Tells whether a value is an error of Vitrine's, whatever realm or bundle it comes from.
 * @param value - Anything.
 * @public
 */
export function isVitrineError(value: unknown): value is VitrineError {
  return value instanceof Error && (value as { library?: unknown }).library === BRAND
}

/**
 * An option given to `createVitrine` is of the wrong kind or range. Thrown at once: it is the caller's mistake.
 * @public
 */
export class OptionError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'OptionError'
  constructor(option: string, expected: string, got: unknown) {
    super('option', `${option} must be ${expected}, got ${describe(got)}.`, { option, expected })
  }
}

/**
 * An event does not follow the GA4 vocabulary. It was refused; everything else goes on.
 * @public
 */
export class InvalidEventError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'InvalidEventError'
  constructor(event: string, path: string, expected: string, got: unknown, source: string) {
    super(
      'invalid-event',
      `Event "${event}" from ${source} was refused: ${path} must be ${expected}, got ${describeKind(got)}.`,
      { event, path, expected, source },
    )
  }
}

/**
 * A source could not start or threw while it listened. The other sources go on.
 * @public
 */
export class SourceError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'SourceError'
  constructor(source: string, options?: ErrorOptions) {
    super('source', `The source "${source}" failed; the others go on.`, { source }, options)
  }
}

/**
 * IndexedDB is missing, refused or broken. The history lives in memory for this page.
 * @public
 */
export class StoreUnavailableError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'StoreUnavailableError'
  constructor(reason: string, options?: ErrorOptions) {
    super(
      'store-unavailable',
      `IndexedDB cannot be used (${reason}). Events stay in memory and end with this page.`,
      { reason },
      options,
    )
  }
}

/**
 * The model package could not be fetched.
 * @public
 */
export class ModelLoadError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'ModelLoadError'
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      'model-load',
      `Could not load the model package from ${url} (${reason}). Check the path and CORS.`,
      { url, reason },
      options,
    )
  }
}

/**
 * The model package was fetched but is damaged or not a Vitrine package.
 * @public
 */
export class ModelFormatError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'ModelFormatError'
  constructor(url: string, problem: string, options?: ErrorOptions) {
    super(
      'model-format',
      `The model package at ${url} is damaged or not a Vitrine package: ${problem}. Build it again with "vitrine train".`,
      { url, problem },
      options,
    )
  }
}

/**
 * The model package was made for another version of the format or of the feature table.
 * @public
 */
export class ModelVersionError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'ModelVersionError'
  constructor(url: string, what: 'formatVersion' | 'featureVersion', got: unknown, supported: number) {
    super(
      'model-version',
      `The model package at ${url} has ${what} ${describe(got)}; this Vitrine reads ${supported}. Use a package of the same release.`,
      { url, what, supported },
    )
  }
}

/**
 * The network uses a layer or a shape that no engine here can run.
 * @public
 */
export class UnsupportedLayerError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'UnsupportedLayerError'
  constructor(layer: string, className: string, why: string) {
    super('unsupported-layer', `Layer "${layer}" (${className}) cannot be run: ${why}.`, {
      layer,
      className,
      why,
    })
  }
}

/**
 * The model was asked about an input that it cannot read, such as a token outside its vocabulary. No engine is at fault.
 * @public
 */
export class ModelInputError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'ModelInputError'
  constructor(field: string, expected: string, got: unknown) {
    super(
      'model-input',
      `The input of the model is wrong: ${field} must be ${expected}, got ${describe(got)}.`,
      {
        field,
        expected,
      },
    )
  }
}

/**
 * An engine could not start, lost its device or computed something wrong. The next engine takes over.
 * @public
 */
export class EngineError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'EngineError'
  constructor(engine: string, reason: string, options?: ErrorOptions) {
    super(
      'engine',
      `The ${engine} engine stopped: ${reason}. The next engine takes over.`,
      { engine, reason },
      options,
    )
  }
}

/**
 * The worker could not start, died or did not answer in time.
 * @public
 */
export class WorkerError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'WorkerError'
  constructor(reason: string, options?: ErrorOptions) {
    super(
      'worker',
      `The Vitrine worker is not available: ${reason}. Check workerUrl and the worker-src policy.`,
      { reason },
      options,
    )
  }
}

/**
 * A listener that the shop registered threw. Only that listener is affected.
 * @public
 */
export class ListenerError extends VitrineError {
  /** Stays when class names are minified. */
  override readonly name = 'ListenerError'
  constructor(options?: ErrorOptions) {
    super('listener', 'A subscribe() listener threw; its error is in `cause`.', {}, options)
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  return `a value of type ${typeof value}`
}

/** For what a page or a visitor gave: of numbers too the kind alone. */
function describeKind(value: unknown): string {
  return typeof value === 'number' && Number.isFinite(value)
    ? `a ${value < 0 ? 'negative ' : ''}number`
    : describe(value)
}
