// SPDX-License-Identifier: MIT
// Every static check of the project: its name, what it promises, the tool that keeps the promise.

/** One check, run in the root of the project with the Node that runs now. */
export interface Check {
  /** Short name for the command line. */
  readonly name: string
  /** What holds when the check passes, as a sentence. */
  readonly promise: string
  /** Arguments of `node`. */
  readonly args: readonly string[]
}

/** In the order in which they are run. Those that read `dist` come last. */
export const CHECKS: readonly Check[] = [
  {
    name: 'format',
    promise: 'every file is formatted by prettier',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  },
  {
    name: 'lint',
    promise: 'eslint finds nothing, TSDoc included',
    args: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  },
  {
    name: 'layers',
    promise: 'imports keep to the layers and the doors',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      'src',
      'demo',
      'test',
      'scripts',
      'bench',
    ],
  },
  {
    name: 'types',
    promise: 'everything type-checks',
    args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  },
  {
    name: 'types:pure',
    promise: 'the pure folders need nothing but the language',
    args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.pure.json'],
  },
  {
    name: 'types:public',
    promise: 'the built types accept what the documentation says and refuse misuse',
    args: ['node_modules/typescript/bin/tsc', '-p', 'test/types/tsconfig.json'],
  },
  {
    name: 'publint',
    promise: 'publint --strict finds nothing wrong with the package',
    args: ['node_modules/publint/src/cli.js', 'run', '.', '--strict', '--pack', 'npm'],
  },
  {
    name: 'attw',
    promise: 'the types resolve wherever the package is imported',
    args: [
      'node_modules/@arethetypeswrong/cli/dist/index.js',
      '--pack',
      '.',
      '--profile',
      'esm-only',
      '--format',
      'table-flipped',
      '--exclude-entrypoints',
      'worker',
      'webgl',
      'layers',
      'script',
      'package.json',
    ],
  },
  {
    name: 'size',
    promise: 'every shipped file keeps to its budget',
    args: ['node_modules/size-limit/bin.js'],
  },
  {
    name: 'api',
    promise: 'the public API is the reviewed one and every part of it is documented',
    args: ['--import', 'tsx', 'scripts/report-api.ts'],
  },
]
