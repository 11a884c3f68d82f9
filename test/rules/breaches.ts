/** A file and the one line in it that matters. */
export type Crossing = readonly [file: string, line: string];

/** Each import rule with the imports it must refuse. */
export const breaches: Readonly<Record<string, readonly Crossing[]>> = {
  'no-cycle': [['engine/read/cycle.ts', `import './ring.ts';`]],
  resolvable: [['engine/read/lost.ts', `import './nowhere.ts';`]],
  'alias-across-rooms': [
    ['engine/read/relative.ts', `import type { A } from '../domain/noun.ts';`],
    ['engine/contract/relative.ts', `import type { A } from '../domain/noun.ts';`],
    ['renderer/state/relative.ts', `import { A } from '../../engine/contract/client.ts';`],
    ['electron/main/relative.ts', `import { A } from '../../engine/contract/wire.ts';`],
  ],
  'domain-imports-nothing': [
    ['engine/domain/node.ts', `import 'node:fs';`],
    ['engine/domain/library.ts', `import 'zod';`],
    ['engine/domain/stage.ts', `import type { A } from '#read/read';`],
  ],
  'contract-is-runtime-free': [
    ['engine/contract/node.ts', `import 'node:fs';`],
    ['engine/contract/stage.ts', `import type { A } from '#store/project';`],
    ['engine/contract/library.ts', `import 'ws';`],
  ],
  'stage-not-stage': [
    ['engine/read/stage.ts', `import { A } from '#segment/segment';`],
    ['engine/extract/stage.ts', `import type { A } from '#segment/segment';`],
    ['engine/export/stage.ts', `import type { A } from '#store/project';`],
    ['engine/resolve/stage.ts', `export * from '#extract/extract';`],
    ['engine/store/stage.ts', `const later = () => import('#resolve/resolve');`],
  ],
  'stage-not-contract': [['engine/store/contract.ts', `import { A } from '#contract/errors';`]],
  'stage-not-engine': [
    ['engine/read/engine.ts', `import { A } from '#engine/pipeline';`],
    ['engine/store/engine.ts', `import type { A } from '#engine/jobs';`],
    ['engine/export/host.ts', `import '../hosts/cli.ts';`],
  ],
  'session-as-a-type': [['engine/extract/session.ts', `import { A } from '#engine/session';`]],
  'engine-has-no-shell': [
    ['engine/window.ts', `import '../electron/main/main.ts';`],
    ['engine/hosts/page.ts', `import '../../renderer/connect.ts';`],
  ],
  'line-not-hosts': [['engine/host.ts', `import './hosts/cli.ts';`]],
  'electron-only-the-contract': [
    ['electron/main/stage.ts', `import { A } from '#read/read';`],
    ['electron/main/engine.ts', `import type { A } from '#engine/jobs';`],
    ['electron/preload/page.ts', `import '../../renderer/connect.ts';`],
  ],
  'main-not-preload': [
    ['electron/main/preload.ts', `import '../preload/preload.ts';`],
    ['electron/preload/main.ts', `import '../main/main.ts';`],
  ],
  'preload-has-no-node': [['electron/preload/node.ts', `import 'node:path';`]],
  'electron-stays-home': [
    ['engine/shell.ts', `import 'electron';`],
    ['renderer/state/shell.ts', `import 'electron';`],
    ['test/shell.ts', `import { app } from 'electron';`],
  ],
  'renderer-only-the-contract': [
    ['renderer/state/engine.ts', `import { A } from '#engine/jobs';`],
    ['renderer/views/store.ts', `import type { A } from '#store/project';`],
    ['renderer/views/Stage.svelte', `import { A } from '#read/read';`],
    ['renderer/state/server.ts', `import { A } from '#contract/server';`],
    ['renderer/state/workers.ts', `import type { A } from '#contract/workers';`],
  ],
  'renderer-takes-command-types': [
    ['renderer/state/commands.ts', `import { A } from '#contract/commands';`],
  ],
  'renderer-has-no-node': [['renderer/state/node.ts', `import 'node:fs';`]],
  'host-known-in-connect-only': [
    ['renderer/state/wire.ts', `import { A } from '#contract/wire';`],
    ['renderer/views/Wire.svelte', `import { A } from '#contract/transports';`],
  ],
  'parts-know-parts': [
    ['renderer/parts/state.ts', `import { A } from '../state/selection.ts';`],
    ['renderer/parts/State.svelte', `import { A } from '../state/selection.ts';`],
    ['renderer/parts/View.svelte', `import View from '../views/View.svelte';`],
  ],
  'state-below-views': [
    ['renderer/state/view.ts', `import View from '../views/View.svelte';`],
    ['renderer/state/part.ts', `import Part from '../parts/Part.svelte';`],
  ],
  'views-through-state': [['renderer/views/Direct.svelte', `import { A } from '../connect.ts';`]],
  'connect-at-the-bottom': [
    ['renderer/connect.ts', `import type { A } from './state/selection.ts';`],
  ],
  'product-not-tools': [
    ['engine/scripted.ts', `import '../scripts/root.mjs';`],
    ['renderer/state/tested.ts', `import '../../test/case.ts';`],
    ['electron/main/built.ts', `import '../../build/build.mjs';`],
  ],
  'scripts-need-nothing': [
    ['scripts/library.mjs', `import 'vite';`],
    ['scripts/engine.mjs', `import '../engine/jobs.ts';`],
  ],
  'door-onnxruntime': [
    ['engine/extract/ort.ts', `import 'onnxruntime-node';`],
    ['engine/hosts/ort.ts', `import type { InferenceSession } from 'onnxruntime-node';`],
  ],
  'door-sql': [
    ['engine/sql.ts', `import { DatabaseSync } from 'node:sqlite';`],
    ['engine/export/sql.ts', `import type { DatabaseSync } from 'node:sqlite';`],
  ],
  'door-graph-writers': [
    ['engine/neo4j.ts', `import 'neo4j-driver';`],
    ['engine/store/rdf.ts', `import 'n3';`],
    ['engine/hosts/rdf.ts', `import 'oxigraph';`],
  ],
  'door-parsers': [
    ['engine/segment/pdf.ts', `import '@embedpdf/pdfium';`],
    ['engine/office.ts', `import 'officeparser/slim';`],
    ['renderer/state/markdown.ts', `import 'mdast-util-from-markdown';`],
  ],
  'door-tokenizer': [
    ['engine/segment/pieces.ts', `import 'tokenizers';`],
    ['engine/pieces.ts', `import 'tokenizers';`],
  ],
  'door-queue': [
    ['engine/jobs.ts', `import { Queue } from 'bullmq';`],
    ['engine/export/redis.ts', `import { Redis } from 'ioredis';`],
  ],
  'door-schema': [
    ['engine/read/schema.ts', `import 'zod';`],
    ['renderer/state/schema.ts', `import 'zod';`],
  ],
  'door-page': [
    ['engine/layout.ts', `import 'graphology';`],
    ['engine/layoutWorker.ts', `import 'graphology-layout-forceatlas2';`],
  ],
  'door-sockets': [
    ['engine/store/listen.ts', `import 'node:http';`],
    ['engine/listen.ts', `import 'ws';`],
    ['electron/main/listen.ts', `import 'node:net';`],
  ],
  'door-processes': [
    ['engine/read/spawn.ts', `import 'node:child_process';`],
    ['engine/extract/thread.ts', `import 'node:worker_threads';`],
  ],
};

/** Crossings the table of architecture.md allows: no rule may refuse one of these. */
export const allowed: readonly Crossing[] = [
  ['engine/pipeline.ts', `import { A } from '#read/read'; import { B } from '#segment/segment';`],
  [
    'engine/handlers.ts',
    `import { A } from '#store/project'; import { B } from '#contract/errors';`,
  ],
  ['engine/extract/extract.ts', `import type { A } from '#engine/session'; import 'tokenizers';`],
  ['engine/session.ts', `import 'onnxruntime-node'; import { A } from '#domain/noun';`],
  ['engine/store/project.ts', `import 'node:sqlite'; import { A } from '#domain/noun';`],
  ['engine/read/read.ts', `import 'parse5'; import { A } from './format.ts';`],
  ['engine/export/rdf.ts', `import 'n3'; import 'neo4j-driver';`],
  [
    'engine/hosts/serve.ts',
    `import 'ws'; import 'node:http'; import { A } from '#engine/handlers';`,
  ],
  ['engine/contract/commands.ts', `import 'zod'; import type { A } from '#domain/noun';`],
  [
    'electron/main/main.ts',
    `import 'electron'; import 'node:child_process'; import { A } from '#contract/wire';`,
  ],
  ['electron/preload/preload.ts', `import 'electron'; import type { A } from '#contract/host';`],
  ['renderer/main.ts', `import View from './views/View.svelte'; import './state/selection.ts';`],
  [
    'renderer/state/selection.ts',
    `import { A } from '#contract/client'; import type { B } from '#contract/commands';`,
  ],
  [
    'renderer/views/View.svelte',
    `import Part from '../parts/Part.svelte'; import { A } from '../state/selection.ts';`,
  ],
  [
    'renderer/parts/Part.svelte',
    `import type { A } from '#domain/noun'; import Inner from './Inner.svelte';`,
  ],
  ['test/case.ts', `import { A } from '#store/project'; import { B } from '#read/read';`],
  ['scripts/root.mjs', `import 'node:path';`],
];

/** Files the imports above lead to and that are not there yet. */
export const targets: readonly Crossing[] = [
  ['engine/read/ring.ts', `import type { A } from './cycle.ts';`],
  ...[
    'engine/domain/noun.ts',
    'engine/contract/client.ts',
    'engine/contract/errors.ts',
    'engine/contract/host.ts',
    'engine/contract/server.ts',
    'engine/contract/transports.ts',
    'engine/contract/wire.ts',
    'engine/contract/workers.ts',
    'engine/read/format.ts',
    'engine/resolve/resolve.ts',
    'engine/segment/segment.ts',
    'engine/jobs.ts',
    'engine/hosts/cli.ts',
    'renderer/parts/Inner.svelte',
    'build/build.mjs',
  ].map((file): Crossing => [file, '']),
];
