// SPDX-License-Identifier: MIT
// Compares the public API of each entry with the reviewed report in `etc`; `--local` writes the report anew.
// What is exported without documentation or release tag fails.

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import type { IConfigFile } from '@microsoft/api-extractor'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Name of the report and declarations of each entry that has types. */
const ENTRIES: readonly { readonly report: string; readonly types: string }[] = [
  { report: 'index', types: 'dist/types/index.d.ts' },
  { report: 'elements', types: 'dist/types/elements/index.d.ts' },
  { report: 'train', types: 'dist/types/train/index.d.ts' },
]

function toConfig(report: string, types: string): IConfigFile {
  return {
    projectFolder: ROOT,
    mainEntryPointFilePath: join(ROOT, types),
    compiler: { tsconfigFilePath: join(ROOT, 'tsconfig.build.json') },
    apiReport: {
      enabled: true,
      reportFileName: `${report}.api.md`,
      reportFolder: join(ROOT, 'etc'),
      reportTempFolder: join(ROOT, 'build/api'),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Warning },
      },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
    },
  }
}

function checkEntry(report: string, types: string, local: boolean): string[] {
  if (!existsSync(join(ROOT, types))) return [`${types} is missing. Run "npm run build" first.`]
  const said: string[] = []
  const extractorConfig = ExtractorConfig.prepare({
    configObject: toConfig(report, types),
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
  })
  const result = Extractor.invoke(extractorConfig, {
    localBuild: local,
    messageCallback(message) {
      message.handled = true
      const isProblem =
        message.logLevel === ExtractorLogLevel.Warning || message.logLevel === ExtractorLogLevel.Error
      if (isProblem && message.messageId !== 'console-api-report-copied')
        said.push(message.formatMessageWithLocation(ROOT))
    },
  })
  if (result.apiReportChanged && !local) {
    said.push(
      `etc/${report}.api.md differs from what is exported. Run "npm run api:update" and review the difference.`,
    )
  }
  return said
}

const local = process.argv.includes('--local')
mkdirSync(join(ROOT, 'etc'), { recursive: true })
let failed = false
for (const { report, types } of ENTRIES) {
  const problems = checkEntry(report, types, local)
  console.log(
    `${report}: ${problems.length === 0 ? 'as reviewed, all documented' : `${problems.length} problems`}`,
  )
  for (const problem of problems) console.log(`  ${problem}`)
  failed ||= problems.length > 0
}
process.exitCode = failed ? 1 : 0
