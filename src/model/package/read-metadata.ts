// SPDX-License-Identifier: MIT
// `userDefinedMetadata.vitrine` of a package: every field checked before anyone leans on it.

import { ModelVersionError } from '../../errors.ts'
import { FEATURE_VERSION } from '../../features/feature-table.ts'
import { FORMAT_VERSION } from '../package-format.ts'
import type { HeadSpec, PackageMetadata } from '../package-format.ts'
import { isJson, toCount, toJson, toList, toNumber, toText } from '../topology/fields.ts'
import type { Fail, Json } from '../topology/fields.ts'
import { checkPolicy } from './check-policy.ts'

const HEAD_NAMES: readonly unknown[] = ['intent', 'value', 'risk']

/**
 * Checks and returns the metadata.
 * @param modelJson - `model.json`, parsed.
 * @param url - Where the package lies, for messages.
 * @param fail - Raises `ModelFormatError`.
 * @throws `ModelVersionError` when the package was made for another format or feature table.
 */
export function readMetadata(modelJson: Json, url: string, fail: Fail): PackageMetadata {
  const user = modelJson['userDefinedMetadata']
  const vitrine = isJson(user) ? user['vitrine'] : undefined
  if (!isJson(vitrine)) return fail('it has no userDefinedMetadata.vitrine')
  const { formatVersion, featureVersion } = vitrine
  if (formatVersion !== FORMAT_VERSION)
    throw new ModelVersionError(url, 'formatVersion', formatVersion, FORMAT_VERSION)
  if (featureVersion !== FEATURE_VERSION)
    throw new ModelVersionError(url, 'featureVersion', featureVersion, FEATURE_VERSION)
  toText(vitrine['modelVersion'], 'modelVersion', fail)
  const heads = toList(vitrine['heads'], 'heads', fail).map((head) =>
    checkHead(toJson(head, 'a head', fail), fail),
  )
  if (heads.length === 0) fail('heads is empty')
  if (new Set(heads.map((head) => head.name)).size !== heads.length) fail('two heads have the same name')
  if (new Set(heads.map((head) => head.layer)).size !== heads.length) fail('two heads read the same layer')
  checkPolicy(vitrine['policy'], heads, fail)
  toJson(vitrine['quality'], 'quality', fail)
  const holdout = toJson(vitrine['holdout'], 'holdout', fail)
  toCount(holdout['modulo'], 'holdout.modulo', 1, fail)
  toCount(holdout['below'], 'holdout.below', 0, fail)
  for (const credit of toList(vitrine['credits'], 'credits', fail)) toText(credit, 'a credit', fail)
  const selfTest = toJson(vitrine['selfTest'], 'selfTest', fail)
  for (const token of toList(selfTest['tokens'], 'selfTest.tokens', fail))
    toCount(token, 'a token of selfTest', 0, fail)
  for (const field of ['channels', 'expected']) {
    for (const value of toList(selfTest[field], `selfTest.${field}`, fail))
      toNumber(value, `selfTest.${field}`, fail)
  }
  return vitrine as unknown as PackageMetadata
}

function checkHead(head: Json, fail: Fail): HeadSpec {
  if (!HEAD_NAMES.includes(head['name'])) fail(`a head is called none of ${HEAD_NAMES.join(', ')}`)
  toText(head['layer'], 'layer of a head', fail)
  const classes = toList(head['classes'], 'classes of a head', fail).map((name) =>
    toText(name, 'a class', fail),
  )
  if (classes.length < 2 || new Set(classes).size !== classes.length)
    fail('a head needs at least two different classes')
  const units = toCount(head['units'], 'units of a head', 1, fail)
  if (units !== classes.length && !(units === 1 && classes.length === 2)) {
    fail('a head has as many units as classes, or one for two classes')
  }
  if (!/^(visit|visitor|orders)$/.test(String(head['reads'])))
    fail('reads of a head must be visit, visitor or orders')
  checkCalibration(toJson(head['calibration'], 'calibration', fail), classes.length, fail)
  if (head['prior'] !== undefined) checkPrior(head['prior'], classes.length, fail)
  return head as unknown as HeadSpec
}

function checkPrior(prior: unknown, classes: number, fail: Fail): void {
  const shares = toList(prior, 'prior', fail).map((share) => toNumber(share, 'prior', fail))
  const sum = shares.reduce((a, b) => a + b, 0)
  if (shares.length !== classes || shares.some((share) => share <= 0) || Math.abs(sum - 1) > 1e-3)
    fail('prior must hold one share a class, each above 0, together 1')
}

function checkCalibration(calibration: Json, classes: number, fail: Fail): void {
  if (calibration['method'] === 'none') return
  const isIsotonic = calibration['method'] === 'isotonic'
  if (!isIsotonic && calibration['method'] !== 'temperature')
    fail('calibration.method must be none, temperature or isotonic')
  if (isIsotonic) checkKnots(calibration, classes, fail)
  if (toNumber(calibration['temperature'], 'temperature', fail) <= 0) fail('temperature must be above 0')
  if (calibration['bias'] === undefined) return
  const bias = toList(calibration['bias'], 'bias', fail)
  for (const value of bias) toNumber(value, 'bias', fail)
  if (bias.length !== classes && !(bias.length === 1 && classes === 2))
    fail('bias must hold one number a class')
}

function checkKnots(calibration: Json, classes: number, fail: Fail): void {
  if (toCount(calibration['class'], 'class of a calibration', 0, fail) >= classes)
    fail('class of a calibration must be the index of a class')
  const knots = toList(calibration['knots'], 'knots', fail).map((knot) =>
    toList(knot, 'a knot', fail).map((value) => toNumber(value, 'a knot', fail)),
  )
  const isRising = knots.every(([from = NaN, to = NaN], index) => {
    const [previousFrom = NaN, previousTo = NaN] = knots[index - 1] ?? [-1, 0]
    return from > previousFrom && to >= previousTo && to <= 1
  })
  if (knots.length < 2 || !isRising || knots[0]![0] !== 0 || knots.at(-1)![0] !== 1)
    fail('knots must rise from 0 to 1 and never fall')
}
