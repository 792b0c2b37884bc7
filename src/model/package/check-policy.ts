// SPDX-License-Identifier: MIT
// The segment policy of a package: every rule names a head and class that exist, with sane thresholds.

import type { HeadSpec } from '../package-format.ts'
import { toCount, toJson, toList, toNumber, toText } from '../topology/fields.ts'
import type { Fail } from '../topology/fields.ts'

/** Checks `policy`. */
export function checkPolicy(policy: unknown, heads: readonly HeadSpec[], fail: Fail): void {
  for (const entry of toList(policy, 'policy', fail)) {
    const rule = toJson(entry, 'a rule of policy', fail)
    const segment = toText(rule['segment'], 'segment of a rule', fail)
    const head = heads.find((one) => one.name === rule['head'])
    if (head === undefined) return fail(`rule "${segment}" reads a head that the model does not have`)
    if (!head.classes.includes(toText(rule['class'], 'class of a rule', fail)))
      fail(`rule "${segment}" reads a class that its head does not have`)
    const enter = toNumber(rule['enter'], 'enter of a rule', fail)
    const leave = toNumber(rule['leave'], 'leave of a rule', fail)
    if (enter < 0 || enter > 1 || leave < 0 || leave > enter)
      fail(`rule "${segment}" must have 0 ≤ leave ≤ enter ≤ 1`)
    toCount(rule['minEvents'], 'minEvents of a rule', 1, fail)
    toText(rule['sentence'], 'sentence of a rule', fail)
  }
}
