// House rules that a linter can see. What only types can see is in the tsconfig files; layers are in .dependency-cruiser.mjs.
import js from '@eslint/js'
import tsdoc from 'eslint-plugin-tsdoc'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const banned = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a default export has a new name in every file.',
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals: an enum is not just a type.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use a module.' },
  { selector: 'TSParameterProperty', message: 'Declare the field: parameter properties are not erasable.' },
  {
    selector: 'CatchClause[body.body.length=0]',
    message: 'An empty catch hides a failure: handle it or name it.',
  },
]

const outOfPure = [
  'console',
  'window',
  'document',
  'navigator',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
]

export default tseslint.config(
  { ignores: ['dist/', 'build/', '.cache/', 'etc/', 'node_modules/', 'models/', 'src/model/wasm/kernel/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { tsdoc },
    rules: {
      'tsdoc/syntax': 'error',
      'no-restricted-syntax': ['error', ...banned],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // Numbers and shapes are the point of a message; everything else must be turned into text on purpose.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
      // `() => stop()` is clear enough.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Objects here are closures made by `createX`: their methods have no `this` and are meant to be handed on.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The compiler does not see that a closure has changed a variable, and a guard against what types forbid is meant.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // `async` also turns a throw into a rejection, which is what an interface of promises promises.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // tsc does this, and knows types.
      'no-undef': 'off',
      eqeqeq: ['error', 'always'],
      'no-eval': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      // Warnings and errors are for the shop's developer; nothing else is written.
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  {
    files: ['src/train/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // An index inside the bounds of a typed array is a number; the compiler cannot know, the loop does.
    files: ['src/{features,model,train}/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: [
      'src/{types,errors}.ts',
      'src/{events,features,segments,recommend}/**/*.ts',
      'src/model/cpu/**/*.ts',
    ],
    rules: { 'no-restricted-globals': ['error', ...outOfPure] },
  },
  {
    // A test may hand over what the types forbid, and node:test's `test()` returns a promise that nobody awaits.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  {
    // Misuse is written down to be refused, by tsc and against the built types: eslint needs no build.
    files: ['test/types/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['demo/**/*.js', 'scripts/**/*.js', 'test/**/*.js'],
    languageOptions: { globals: globals.browser },
  },
)
