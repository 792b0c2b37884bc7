// SPDX-License-Identifier: MIT
// What can be done where few visits buy, and its settings.

/**
 * What training does about classes of unequal size.
 *
 * @remarks `weights`: the rarer the class, the more its visits count in the loss. `focal`: visits that the network is
 * sure of already count less. `oversample`, `undersample`: visits of rare classes are drawn several times, of frequent
 * ones not all. `smote`: synthetic buyers between real ones, in the space before the head, which is trained anew on them.
 * `bagging`: several networks, each on a draw of the frequent classes, and one network that learns their mean.
 * @public
 */
export type ImbalanceMethod =
  'none' | 'weights' | 'focal' | 'oversample' | 'undersample' | 'smote' | 'bagging'

/** Names of the methods, in the order of every table. */
export const IMBALANCE_METHODS: readonly ImbalanceMethod[] = [
  'none',
  'weights',
  'focal',
  'oversample',
  'undersample',
  'smote',
  'bagging',
]

/**
 * A method and its settings.
 * @public
 */
export interface ImbalanceOptions {
  /**
   * The method of the package.
   * @defaultValue `none`
   */
  readonly method?: ImbalanceMethod
  /**
   * Exponent of the focal loss, at least 0; 0 is the plain loss.
   * @defaultValue 2
   */
  readonly focalGamma?: number
  /** Weight of buyers in the focal loss, in (0, 1); the others have 1 − alpha. Both have 1 where it is not given. */
  readonly focalAlpha?: number
  /**
   * Rare visits for each frequent one after sampling, in (0, 1].
   * @defaultValue 1 / 3
   */
  readonly samplingRatio?: number
  /**
   * Networks of `bagging`, at least 2.
   * @defaultValue 5
   */
  readonly bags?: number
  /** Methods to train and measure beside `none` and `method`, for the report. */
  readonly compare?: readonly ImbalanceMethod[]
}

/** Settings where nothing is said. */
export const IMBALANCE_DEFAULTS: Required<Pick<ImbalanceOptions, 'focalGamma' | 'samplingRatio' | 'bags'>> = {
  focalGamma: 2,
  samplingRatio: 1 / 3,
  bags: 5,
}

/** Methods in words. */
export const METHOD_ABOUT: Readonly<Record<ImbalanceMethod, string>> = {
  none: 'visits as they come',
  weights: 'rare classes count more in the loss',
  focal: 'visits that the network is sure of count less',
  oversample: 'visits of rare classes are drawn several times',
  undersample: 'visits of frequent classes are not all drawn',
  smote: 'synthetic buyers between real ones, before the head',
  bagging: 'one network that learns the mean of several',
}
