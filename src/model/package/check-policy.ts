// SPDX-License-Identifier: MIT
// The segment policy of a package: every rule asks heads, classes and facts that exist, with sane thresholds.

import { visitFacts } from '../../features/visit-facts.ts'
import type { HeadSpec } from '../package-format.ts'
import { toCount, toJson, toList, toNumber, toText } from '../topology/fields.ts'
import type { Fail } from '../topology/fields.ts'

/** Checks `policy`. */
export function checkPolicy(policy: unknown, heads: readonly HeadSpec[], fail: Fail): void {
  const facts = visitFacts([])
  for (const entry of toList(policy, 'policy', fail)) {
    const rule = toJson(entry, 'a rule of policy', fail)
    const segment = toText(rule['segment'], 'segment of a rule', fail)
    toText(rule['sentence'], 'sentence of a rule', fail)
    toCount(rule['minEvents'], 'minEvents of a rule', 1, fail)
    const conditions = toList(rule['conditions'], 'conditions of a rule', fail)
    if (conditions.length === 0) fail(`rule "${segment}" has no conditions`)
    for (const one of conditions) {
      const { head, fact, below, ...rest } = toJson(one, 'a condition', fail)
      const classes = heads.find(({ name }) => name === head)?.classes
      if (
        head === undefined ? !Object.hasOwn(facts, String(fact)) : !classes?.includes(String(rest['class']))
      )
        fail(`rule "${segment}" asks for a head, class or fact that there is not`)
      const enter = toNumber(rest['enter'], 'enter', fail)
      const leave = toNumber(rest['leave'], 'leave', fail)
      const [least, most] = below === true ? [enter, leave] : [leave, enter]
      if (least < 0 || least > most || (head !== undefined && most > 1))
        fail(`rule "${segment}" must have 0 ≤ leave ≤ enter, the other way round with below, ≤ 1 for a class`)
    }
  }
}
