// SPDX-License-Identifier: MIT
// Each static check is a test, so that one command guards everything.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CHECKS } from '../../scripts/check-list.ts'
import { runCheck } from '../../scripts/check-run.ts'

describe('static checks', () => {
  for (const check of CHECKS) {
    it(`${check.name}: ${check.promise}`, async () => {
      const { passed, output } = await runCheck(check)
      assert.ok(passed, `"npm run check:static -- ${check.name}" failed:\n${output}`)
    })
  }
})
