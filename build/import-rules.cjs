/**
 * Who may import whom (architecture.md, "The house"), for dependency-cruiser. Each rule says why it is there.
 * `test/rules/rules.test.ts` breaks every one of them on purpose: a rule without its breach fails that test.
 */

const { doors, library, line, product, stages } = require('./import-doors.cjs');

const builtin = ['core'];

const forbidden = [
  {
    name: 'no-cycle',
    severity: 'error',
    comment:
      'Two files that need each other are one file, or miss a third: neither can be read, tested or moved alone.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolvable',
    severity: 'error',
    comment: 'An import that leads nowhere is a spelling mistake or a dependency nobody declared.',
    from: {},
    // mdast is types and nothing else, under @types, where only the compiler looks.
    to: { couldNotResolve: true, pathNot: '^mdast$' },
  },
  {
    name: 'alias-across-rooms',
    severity: 'error',
    comment:
      'Relative paths inside a room, an alias across rooms: so every crossing of a wall shows in its import line.',
    from: { path: `^engine/(domain|contract|${stages})/|^(electron|renderer)/` },
    to: {
      path: `^engine/`,
      pathNot: '^engine/$1/',
      dependencyTypesNot: ['aliased-subpath-import'],
    },
  },
  {
    name: 'domain-imports-nothing',
    severity: 'error',
    comment:
      'The nouns are what everybody shares; whatever they imported, everybody would import, in the page too.',
    from: { path: '^engine/domain/' },
    to: { pathNot: '^engine/domain/' },
  },
  {
    name: 'contract-is-runtime-free',
    severity: 'error',
    comment:
      'The contract runs in the page, in Electron and in the engine alike, so it may use the nouns, the schema library and the codec, and nothing that only one of them has.',
    from: { path: '^engine/contract/' },
    to: { pathNot: `^engine/(contract|domain)/|${library('zod', '@msgpack')}` },
  },
  {
    name: 'stage-not-stage',
    severity: 'error',
    comment:
      'A stage is a function from one noun to the next and does not know who comes before or after it; only pipeline.ts names two.',
    from: { path: `^engine/(${stages})/` },
    to: { path: `^engine/(${stages})/`, pathNot: '^engine/$1/' },
  },
  {
    name: 'stage-not-contract',
    severity: 'error',
    comment:
      'A stage is called by a function call; codes are worded and messages framed by those who call it.',
    from: { path: `^engine/(${stages})/` },
    to: { path: '^engine/contract/' },
  },
  {
    name: 'stage-not-engine',
    severity: 'error',
    comment:
      'The line calls the stages, never the other way round; of the engine a stage knows the type in session.ts.',
    from: { path: `^engine/(${stages})/` },
    to: { path: `^engine/([^/]+\\.ts$|(${line}|hosts)/)`, pathNot: '^engine/session\\.ts$' },
  },
  {
    name: 'session-as-a-type',
    severity: 'error',
    comment:
      'A stage is handed its session: importing the value would load ONNX Runtime wherever the stage is loaded.',
    from: { path: `^engine/(${stages})/` },
    to: { path: '^engine/session\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'engine-has-no-shell',
    severity: 'error',
    comment:
      'The engine runs in plain Node on the desktop, behind a browser and on the command line: it knows no shell and no page.',
    from: { path: '^engine/' },
    to: { path: `^(electron|renderer)/` },
  },
  {
    name: 'line-not-hosts',
    severity: 'error',
    comment:
      'Hosts are entries: they put the parts together, and nothing inside may depend on how it was started.',
    from: { path: `^engine/([^/]+\\.ts$|(${line})/)` },
    to: { path: '^engine/hosts/' },
  },
  {
    name: 'electron-only-the-contract',
    severity: 'error',
    comment:
      'The shell starts the engine as a process and relays frames; of the engine it knows the contract (and its nouns), nothing else.',
    from: { path: '^electron/' },
    to: {
      path: '^(engine|renderer|scripts|models|samples)/',
      pathNot: '^engine/(contract|domain)/',
    },
  },
  {
    name: 'main-not-preload',
    severity: 'error',
    comment:
      'Main and preload are two processes: one privileged, one beside untrusted text. They share the contract and no file.',
    from: { path: '^electron/(main|preload)/' },
    to: { path: '^electron/(main|preload)/', pathNot: '^electron/$1/' },
  },
  {
    name: 'preload-has-no-node',
    severity: 'error',
    comment:
      'The preload is sandboxed: Node is not there, and a bundle that wants it fails on a user’s machine only.',
    from: { path: '^electron/preload/' },
    to: { dependencyTypes: builtin },
  },
  {
    name: 'electron-stays-home',
    severity: 'error',
    comment:
      'Importing electron outside its room would tie the engine or the page to one shell (and downloads a binary in a test).',
    from: { pathNot: '^electron/' },
    // The package, resolved or not; the room is called electron/ too.
    to: { path: '(^|/)node_modules/electron/|^electron$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'renderer-only-the-contract',
    severity: 'error',
    comment:
      'The page speaks to the engine over the wire, wherever that is; it shares the nouns and the calling half of the contract with it.',
    from: { path: '^renderer/' },
    to: {
      path: '^(engine|electron|scripts|models|samples)/',
      pathNot:
        '^engine/(domain/|contract/(client|wire|host|errors|reasons|transports|commands|events)\\.ts$)',
    },
  },
  {
    name: 'renderer-takes-command-types',
    severity: 'error',
    comment:
      'Of commands and events the page needs the types alone; the schemas would carry zod into its bundle, and only the engine checks.',
    from: { path: '^renderer/' },
    to: { path: '^engine/contract/(commands|events)\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'renderer-has-no-node',
    severity: 'error',
    comment: 'The page is a web page: the same one is served to a browser.',
    from: { path: '^renderer/' },
    to: { dependencyTypes: builtin },
  },
  {
    name: 'host-known-in-connect-only',
    severity: 'error',
    comment:
      'connect.ts alone knows whether a shell or a socket is at the other end; everything else gets a client.',
    from: { path: '^renderer/', pathNot: '^renderer/(connect|main)\\.ts$' },
    to: { path: '^engine/contract/(transports|wire)\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'parts-know-parts',
    severity: 'error',
    comment:
      'A part is given what it shows: one that reached for state could be used in one place only.',
    from: { path: '^renderer/parts/' },
    to: { path: '^renderer/', pathNot: '^renderer/(parts/|style/|words[/.])' },
  },
  {
    name: 'state-below-views',
    severity: 'error',
    comment: 'State is what views show; state that knew a view could not be shown by another.',
    from: { path: '^renderer/state/' },
    to: { path: '^renderer/', pathNot: '^renderer/(state/|words[/.]|connect\\.ts$)' },
  },
  {
    name: 'views-through-state',
    severity: 'error',
    comment:
      'Views find what they show in state; one that called the engine by itself would know things the others do not.',
    from: { path: '^renderer/views/' },
    to: { path: '^renderer/', pathNot: '^renderer/(views/|parts/|state/|style/|words[/.])' },
  },
  {
    name: 'connect-at-the-bottom',
    severity: 'error',
    comment: 'The connection is below state and views; it may not know what is made of it.',
    from: { path: '^renderer/connect\\.ts$' },
    to: { path: '^renderer/' },
  },
  {
    name: 'product-not-tools',
    severity: 'error',
    comment: 'What is shipped may not need what builds, starts or tests it.',
    from: { path: product },
    to: { path: '^(test|scripts|build)/' },
  },
  {
    name: 'scripts-need-nothing',
    severity: 'error',
    comment:
      'The scripts run before anything is installed, on any Node from 20.19: Node itself and their own room are all they have.',
    from: { path: '^scripts/' },
    to: { pathNot: '^scripts/|^engine/hosts/cli\\.ts$', dependencyTypesNot: builtin },
  },
  ...doors,
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|models/training)/' },
    // Imports of types are crossings too: without this they are erased before they are seen.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'svelte', 'default', 'types'],
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.cjs', '.json'],
    },
    builtInModules: { add: ['sqlite', 'node:sqlite'] },
  },
};
