// SPDX-License-Identifier: MIT
// Runs test files with node:test, prints one line a file and every failure in full, and counts.

import { relative } from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { inspect } from 'node:util'

/** What was counted. A suite (`describe`) is not a test and is not counted. */
export interface TestCount {
  passed: number
  failed: number
  skipped: number
}

interface FileReport extends TestCount {
  readonly file: string
  /** Names of the failed tests, each with its error. */
  readonly failures: string[]
  output: string
}

/** What both result events of node:test have in common, as far as it is read here. */
interface ResultEvent {
  readonly name: string
  readonly file?: string
  readonly nesting: number
  readonly skip?: string | boolean
  readonly todo?: string | boolean
  readonly details: { readonly type?: string; readonly error?: Error }
}

/**
 * Runs the files, each in a process of its own.
 * @param files - Absolute paths.
 * @param concurrency - Files at a time, at least 1.
 * @param limitMs - Milliseconds after which a file is stuck and fails.
 */
export async function runTestFiles(
  files: readonly string[],
  concurrency: number,
  limitMs: number,
): Promise<TestCount> {
  const reports = new Map<string, FileReport>()
  const reportOf = (file: string): FileReport => {
    const known = reports.get(file)
    if (known !== undefined) return known
    const report = { file, failures: [], output: '', passed: 0, failed: 0, skipped: 0 }
    reports.set(file, report)
    return report
  }
  let current: FileReport | undefined
  // Results arrive file by file, whatever runs at a time: a new file means that the last one is through.
  const follow = (event: ResultEvent): FileReport => {
    const report = reportOf(event.file ?? event.name)
    if (report !== current && current !== undefined) print(current)
    current = report
    return report
  }
  const stream = run({ files: [...files], concurrency, timeout: limitMs })
  for await (const event of stream) {
    // Typed loosely by node:test: every event that is read here has the shape that is read.
    const { type, data } = event as { type: string; data: unknown }
    if (type === 'test:pass') {
      addPass(follow(data as ResultEvent), data as ResultEvent)
    } else if (type === 'test:fail') {
      addFailure(follow(data as ResultEvent), data as ResultEvent)
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      const { file, message } = data as { file: string; message: string }
      reportOf(file).output += message
    }
  }
  if (current !== undefined) print(current)
  for (const file of files.filter((name) => !reports.has(name))) {
    const silent = reportOf(file)
    addNothing(silent)
    print(silent)
  }
  return sum([...reports.values()])
}

function addPass(report: FileReport, event: ResultEvent): void {
  if (event.details.type === 'suite') return
  if (isSet(event.skip) || isSet(event.todo)) {
    report.skipped += 1
  } else if (event.nesting === 0 && event.name === report.file) {
    // Node 20 passes a file that holds no test; later versions leave it out.
    addNothing(report)
  } else {
    report.passed += 1
  }
}

function addNothing(report: FileReport): void {
  report.failed += 1
  report.failures.push('The file ended without a single test.')
}

function addFailure(report: FileReport, event: ResultEvent): void {
  const error = event.details.error
  const cause = error?.cause ?? error
  // A parent fails because of its subtests; they are counted by themselves.
  if ((error as { failureType?: string } | undefined)?.failureType === 'subtestsFailed') return
  report.failed += 1
  report.failures.push(`${event.name}\n${indent(inspect(cause, { depth: 4 }))}`)
}

function isSet(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false
}

function print(report: FileReport): void {
  const mark = report.failed > 0 ? 'FAIL' : 'ok  '
  const path = relative(process.cwd(), report.file)
  console.log(
    `  ${mark} ${path.padEnd(48)} ${report.passed} passed${report.failed > 0 ? `, ${report.failed} failed` : ''}`,
  )
  for (const failure of report.failures) console.log(indent(indent(`✖ ${failure}`)))
  if (report.failed > 0 && report.output !== '') console.log(indent(indent(report.output.trimEnd())))
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}

function sum(counts: readonly TestCount[]): TestCount {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}
