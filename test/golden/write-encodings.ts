// SPDX-License-Identifier: MIT
// `npx tsx test/golden/write-encodings.ts` writes the golden encodings anew. Only with a new `FEATURE_VERSION`:
// a model that was trained on other features does not know these.

import { writeFileSync } from 'node:fs'
import { toGoldenFile } from './encoding.ts'
import { GOLDEN_VISITS } from './visits.ts'

const { channelNames, visits } = toGoldenFile(GOLDEN_VISITS)
const rows = (values: readonly unknown[]): string =>
  values.map((value) => `        ${JSON.stringify(value)}`).join(',\n')
const texts = visits.map(
  ({ name, eventsSeen, tokens, channels }) =>
    `    {\n      "name": ${JSON.stringify(name)},\n      "eventsSeen": ${eventsSeen},\n      "tokens": ${JSON.stringify(tokens)},\n      "channels": [${channels.length > 0 ? `\n${rows(channels)}\n      ` : ''}]\n    }`,
)
const text = `{\n  "channelNames": ${JSON.stringify(channelNames)},\n  "visits": [\n${texts.join(',\n')}\n  ]\n}\n`
writeFileSync(new URL('encodings.json', import.meta.url), text)
