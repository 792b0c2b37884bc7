// Layers and doors, as ARCHITECTURE.md draws them. Imports point to the same folder or a lower layer; type imports count.
// Every rule here has a case in test/package/layers.test.ts that breaks it.

const L0 = 'types\\.ts|errors\\.ts'
const L1 = 'events/|features/|segments/|recommend/|platform/'
const L2 = 'sources/|consent/|store/|model/'
const L3 = 'worker/'
const L4 = 'vitrine\\.ts|core/'
const BINDINGS = 'elements/|react/|vue/'
const ENTRIES = 'index\\.ts|script\\.ts'
const TRAIN = 'train/'

const STARTS =
  '^src/(index|script|elements/index|worker/entry|model/(layers/index|webgl/create-webgl-engine|webgl/generic/index)|train/cli|train/index|train/search/trial-worker)\\.ts$'

const src = (...parts) => `^src/(${parts.join('|')})`
const npm = (name) => `(^|/)node_modules/${name}/`

const TRAINING_PACKAGES = ['@duckdb', 'cli-progress', '@observablehq/plot', 'linkedom', 'ydf-training']

const only = (name, comment, layer, allowed) => ({
  name,
  severity: 'error',
  comment,
  from: { path: src(layer) },
  to: { path: '^src/', pathNot: src(...allowed) },
})

const siblings = (name, layer) => ({
  name,
  severity: 'error',
  comment: 'Folders of one layer do not know each other: what two of them share belongs one layer down.',
  from: { path: `^src/(${layer})` },
  to: { path: src(layer), pathNot: '^src/$1' },
})

const door = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

export default {
  forbidden: [
    only('words-import-nothing', 'types.ts and errors.ts are words: every layer reads them.', L0, [L0]),
    only('pure-imports-down', 'The pure layer sees the words below it and itself.', L1, [L0, L1]),
    siblings('pure-folders-apart', L1),
    only('services-import-down', 'Sources, consent, store and model build on the pure layer.', L2, [
      L0,
      L1,
      L2,
    ]),
    siblings('services-apart', L2),
    only('worker-imports-down', 'The worker runs without a page: nothing of the page may come in.', L3, [
      L0,
      L1,
      L2,
      L3,
    ]),
    only('wiring-imports-down', 'vitrine.ts and core/ wire the layers below them.', L4, [L0, L1, L2, L3, L4]),
    only('bindings-import-down', 'Bindings take an instance; entries are above them.', BINDINGS, [
      L0,
      L1,
      L2,
      L3,
      L4,
      BINDINGS,
    ]),
    siblings('bindings-apart', BINDINGS),
    {
      name: 'entries-are-the-top',
      severity: 'error',
      comment: 'An entry is where a bundle starts; nothing inside may depend on it.',
      from: { path: '^src/' },
      to: { path: src(ENTRIES) },
    },
    only(
      'training-imports-down',
      'Training reads the pure layer, the services and itself, never the page.',
      TRAIN,
      [L0, L1, L2, TRAIN],
    ),
    {
      name: 'training-stays-in-node',
      severity: 'error',
      comment: 'What trains runs in Node: nothing that a page loads may import it.',
      from: { path: '^src/', pathNot: src(TRAIN) },
      to: { path: src(TRAIN) },
    },
    door(
      'door-idb',
      'Only store/ opens IndexedDB, so that there is one place for its failures.',
      { path: '^src/', pathNot: '^src/store/' },
      { path: npm('idb') },
    ),
    door(
      'door-tensorflow',
      'TensorFlow.js comes in through model/webgl/ and train/ only: it is by far the largest dependency.',
      { path: '^src/', pathNot: '^src/(model/webgl/|train/)' },
      { path: npm('@tensorflow') },
    ),
    door(
      'door-node',
      "Node's modules exist in training only.",
      { path: '^src/', pathNot: src(TRAIN) },
      { dependencyTypes: ['core'] },
    ),
    door(
      'door-training-packages',
      'What only training needs is optional: nothing else may ask for it.',
      { path: '^src/', pathNot: src(TRAIN) },
      { path: TRAINING_PACKAGES.map(npm) },
    ),
    {
      name: 'known-packages',
      severity: 'error',
      comment: 'A new package is a decision: name it here, in package.json and in NOTICE.',
      from: { path: '^src/' },
      to: {
        path: '(^|/)node_modules/',
        pathNot: [
          npm('idb'),
          npm('@tensorflow'),
          ...TRAINING_PACKAGES.map(npm),
          npm('@types/cli-progress'),
          npm('@types/node'),
        ],
      },
    },
    {
      name: 'shop-knows-nothing',
      severity: 'error',
      comment: 'The demo shop is a shop like any other: it has the script tag and nothing else of Vitrine.',
      from: { path: '^demo/' },
      to: { path: '^src/' },
    },
    {
      name: 'shipped-without-tests',
      severity: 'error',
      comment: 'What ships does not import what only checks it.',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench|demo)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or three.',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-dead-files',
      severity: 'error',
      comment: 'A source file that no entry reaches is not shipped: remove it.',
      from: { path: STARTS },
      // Aliased into the worker's bundle (tfjs-aliases.mjs), and compiled to WebAssembly (scripts/build-wasm.ts).
      to: { path: '^src/', pathNot: [STARTS, '^src/model/(webgl/tfjs|wasm/kernel)/'], reachable: false },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'The import leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|build)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
