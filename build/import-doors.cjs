/** Rules for libraries: each enters by one door. Part of import-rules.cjs, which says how they are checked. */

/** The npm package, wherever it is installed, or its bare name when it is not. */
const library = (...names) =>
  `(^|/)node_modules/(${names.join('|')})(/|$)|^(${names.join('|')})(/|$)`;
const product = '^(engine|electron|renderer)/';
const stages = 'read|segment|extract|resolve|store|export';

/** Folders of the engine that are no stages: the line and those who run it, with the files beside them. */
const line = 'import|workers|outgoing|devices|queue';

/** A heavy library enters by one door. */
const door = (name, room, libraries, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: product, pathNot: room },
  to: { path: library(...libraries) },
});

const doors = [
  door(
    'door-onnxruntime',
    '^engine/session\\.ts$',
    ['onnxruntime-node', 'onnxruntime-common'],
    'ONNX Runtime enters by session.ts: one place decides provider, threads and arena, and only workers pay for loading it.',
  ),
  {
    name: 'door-sql',
    severity: 'error',
    comment:
      'The store is the only SQL: a second reader of the tables would have to change with every one of them.',
    from: { path: product, pathNot: '^engine/store/' },
    to: { path: `^(node:)?sqlite$|${library('better-sqlite3')}` },
  },
  door(
    'door-graph-writers',
    '^engine/export/',
    ['neo4j-driver', 'n3', 'oxigraph', 'rdf-validate-shacl'],
    'The Neo4j driver and RDF belong to export: start node, end node and quad are words of that room alone.',
  ),
  door(
    'door-parsers',
    '^engine/read/',
    [
      '@embedpdf',
      'officeparser',
      'parse5',
      'linkedom',
      '@mozilla/readability',
      'mdast-util-[^/]+',
      'micromark[^/]*',
      'postal-mime',
      'jschardet',
      'file-type',
      'eld',
    ],
    'Parsers of untrusted files are loaded by read alone, and so by the processes that may die of them.',
  ),
  door(
    'door-tokenizer',
    '^engine/extract/',
    ['tokenizers'],
    'Word pieces are the model’s business: outside extract a Token is a word with its span.',
  ),
  door(
    'door-queue',
    '^engine/queue/',
    ['bullmq', 'ioredis'],
    'Redis is reached from one room, which is loaded only where somebody asked for it: everything else works on one machine, offline.',
  ),
  door(
    'door-schema',
    '^engine/(contract|hosts)/',
    ['zod'],
    'Input is checked where it crosses a wall; inside, a type is enough.',
  ),
  door(
    'door-page',
    '^renderer/',
    [
      'svelte',
      'sigma',
      'graphology[^/]*',
      'bits-ui',
      'paneforge',
      'virtua',
      'svelte-sonner',
      '@lucide',
      '@fontsource-variable',
      'tailwindcss',
    ],
    'Libraries that draw belong to the page.',
  ),
  {
    name: 'door-sockets',
    severity: 'error',
    comment: 'Only the served host opens a port: one place to keep closed to others.',
    from: { path: product, pathNot: '^engine/hosts/' },
    to: { path: `^(node:)?(http|https|http2|net|tls|dgram)$|${library('ws')}` },
  },
  {
    name: 'door-processes',
    severity: 'error',
    comment:
      'Processes are started by the engine and by Electron’s main; a stage is pure and a page may not.',
    from: {
      path: product,
      pathNot: '^engine/([^/]+\\.ts$|(workers|import|outgoing|devices|hosts)/)|^electron/main/',
    },
    to: { path: '^(node:)?(child_process|cluster|worker_threads)$' },
  },
];

module.exports = { doors, library, line, product, stages };
