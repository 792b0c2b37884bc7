// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import fc from 'fast-check'
import { runEncodeCommand } from '../../src/train/commands/encode.ts'
import { runEvaluateCommand } from '../../src/train/commands/evaluate.ts'
import { runInspectCommand } from '../../src/train/commands/inspect.ts'
import { runSearchCommand } from '../../src/train/commands/search.ts'
import { runTrainCommand, toTrainOptions, TRAIN_ARGUMENTS } from '../../src/train/commands/train.ts'
import { parseArguments } from '../../src/train/data-arguments.ts'
import { JsonError, parseJson } from '../../src/train/options/parse-json.ts'
import { TRAINABLE_OPTIONS } from '../../src/train/options/trainable-options.ts'
import { findSchemaProblem, type Schema } from '../../src/train/report/check-schema.ts'
import { ConfigError, UsageError } from '../../src/train/train-errors.ts'
import { FIT_DEFAULTS, fitOptionsOf, type TrainOptions } from '../../src/train/training-options.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-config-'))
})
after(() => rm(folder, { recursive: true }))

async function parse(args: readonly string[]): Promise<TrainOptions> {
  return toTrainOptions(await parseArguments(args, TRAIN_ARGUMENTS, 'train'))
}

async function configured(text: string, ...args: readonly string[]): Promise<TrainOptions> {
  const file = join(folder, 'train.json')
  await writeFile(file, text)
  return parse(['--config', file, ...args])
}

test('JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
      // Not an object with this name: what JSON.parse and an array of entries make of it differs from a literal.
      fc.pre(!text.includes('__proto__'))
      const spaced = JSON.stringify(JSON.parse(text), null, indent)
      assert.deepEqual(parseJson(spaced).value, JSON.parse(spaced))
    }),
  )
})

test('what is no JSON for JSON.parse is none here, and the place is where it goes wrong', () => {
  const cases: readonly (readonly [string, number, number, RegExp])[] = [
    ['', 1, 1, /expected a value, found the end of the file/],
    ['{"a": 1,\n  "b" 2}', 2, 7, /expected ":", found "2"/],
    ['{\n  "a": 1,\n}', 3, 1, /expected a name in double quotes, found "}"/],
    ['[1, 2', 1, 6, /expected "," or "\]", found the end of the file/],
    ['{"a": tru}', 1, 7, /expected a value, found "tru"/],
    ['{"a": "x\n"}', 1, 7, /no end on its line/],
    ['{"a": 01}', 1, 8, /expected "," or "}", found "1"/],
    ['{} x', 1, 4, /expected the end of the file/],
    ["{'a': 1}", 1, 2, /expected a name in double quotes/],
  ]
  for (const [text, line, column, message] of cases) {
    assert.throws(() => void JSON.parse(text), SyntaxError)
    assert.throws(
      () => parseJson(text),
      (error: unknown) => {
        assert.ok(error instanceof JsonError)
        assert.deepEqual({ ...error.place }, { line, column }, text)
        assert.match(error.message, message)
        return true
      },
    )
  }
  assert.throws(() => parseJson('{"a": 1, "a": 2}'), /"a" stands here a second time/)
})

test('a file that is not as the schema says is refused by file, line and column', async () => {
  const data = '  "rees46": "f", "out": "o"'
  const cases: readonly (readonly [string, RegExp])[] = [
    [`{\n${data},\n  "learning-rate": "fast"}`, /train\.json:3:20: learning-rate must be number, got "fast"/],
    [`{\n${data},\n  "batch-size": 0}`, /train\.json:3:17: batch-size must be at least 1, got 0/],
    [`{\n${data},\n  "epochs": 2.5}`, /train\.json:3:13: epochs must be integer, got 2\.5/],
    [`{\n${data},\n  "network": "huge"}`, /train\.json:3:14: network must be one of compact, .*, got "huge"/],
    [`{\n${data},\n  "lerning-rate": 1}`, /train\.json:3:3: lerning-rate is not known/],
    [`{\n${data},\n  "config": "x"}`, /train\.json:3:3: config is not known/],
    [
      `{\n${data},\n  "missing": {"price": "guess"}}`,
      /train\.json:3:24: missing\.price must be one of keep, /,
    ],
    ['[]', /train\.json:1:1: the file must be object, got \[\]/],
  ]
  for (const [text, message] of cases) {
    await assert.rejects(configured(text), (error: unknown) => {
      assert.ok(error instanceof ConfigError)
      assert.match(error.message, message)
      assert.match(error.message, /"vitrine train --config-schema" prints what is expected\.$/)
      return true
    })
  }
})

test('every setting of the fit can be told, in a file and by arguments, which win', async () => {
  const file = JSON.stringify({
    $schema: './train.schema.json',
    rees46: 'f',
    out: 'o',
    epochs: 3,
    'learning-rate': 0.01,
    'dropout-hidden': 0.5,
    'allow-leak': true,
  })
  const options = await configured(file, '--dropout-input', '0', '--epochs', '4', '--batch-size', '32')
  assert.deepEqual(options, {
    out: 'o',
    rees46: 'f',
    allowLeak: true,
    epochs: 4,
    fit: { learningRate: 0.01, batchSize: 32, dropout: { hidden: 0.5, input: 0 } },
  })
  assert.deepEqual(fitOptionsOf(options), {
    ...FIT_DEFAULTS,
    seed: 1,
    epochs: 4,
    batchSize: 32,
    learningRate: 0.01,
    dropout: { ...FIT_DEFAULTS.dropout, input: 0, hidden: 0.5 },
  })
  for (const [name, { least, kind }] of Object.entries(TRAINABLE_OPTIONS)) {
    if (kind === 'choice') continue
    const wrong = parse(['--out', 'o', '--ospi', 'f', `--${name}=${least! - 1}`])
    await assert.rejects(wrong, (error: unknown) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, new RegExp(`^--${name} must be an? .* from .*vitrine train --help`))
      return true
    })
  }
})

type Command = (args: readonly string[], print: (line: string) => void) => Promise<void>

async function printed(command: Command, flag: string): Promise<string> {
  const lines: string[] = []
  await command([flag], (line) => lines.push(line))
  return lines.join('\n')
}

const COMMANDS: Readonly<Record<string, Command>> = {
  train: runTrainCommand,
  search: runSearchCommand,
  evaluate: runEvaluateCommand,
  encode: runEncodeCommand,
  inspect: runInspectCommand,
}

for (const [name, command] of Object.entries(COMMANDS)) {
  test(`${name}: the schema of its file has every option of its help but those for the terminal alone`, async () => {
    const help = await printed(command, '--help')
    const shown = [...help.matchAll(/^ {2}--([a-z][a-z0-9-]*)/gm)].map(([, option]) => option!)
    const schema = JSON.parse(await printed(command, '--config-schema')) as Schema & { $schema: string }
    assert.match(schema.$schema, /2020-12/)
    const terminal = ['config', 'config-schema', 'show-sql', 'help']
    if (name === 'search') terminal.push('space-schema', 'schema')
    assert.ok(terminal.every((option) => shown.includes(option)))
    assert.deepEqual(
      Object.keys(schema.properties!).sort(),
      ['$schema', ...shown.filter((option) => !terminal.includes(option))].sort(),
    )
    assert.ok(Object.values(schema.properties!).every(({ description }) => (description ?? '') !== ''))
    assert.ok(help.split('\n').every((line) => line.length <= 130))
  })
}

test('alternatives: the one of the right kind says what is wrong; of none, both are named', () => {
  const schema: Schema = {
    anyOf: [
      { type: 'array', items: { type: 'number' }, minItems: 1 },
      { type: 'object', required: ['low'] },
    ],
  }
  assert.equal(findSchemaProblem([1], schema, {}), undefined)
  assert.equal(findSchemaProblem({ low: 1 }, schema, {}), undefined)
  assert.equal(findSchemaProblem([], schema, {}), 'the file must have at least 1 items')
  assert.equal(findSchemaProblem({}, schema, {}), 'low is missing')
  assert.equal(findSchemaProblem(7, schema, {}), 'the file must be array or object, got 7')
})
