import { exportToFile } from '#export/file';
import type { ExportSource } from '#export/source';
import { findTarget } from '#export/targets';
import { toOptions } from './chosen.ts';
import { small, toSource } from './graph.ts';

// node kill-child.ts TARGET PATH: exports a graph of some size, and says so when the first of it is read.
const [, , name = '', path = ''] = process.argv;
const target = findTarget(name);
if (target === undefined) throw new Error(name);
let isTold = false;
const times = 500;

function* repeat<Item extends { readonly id: string }>(items: readonly Item[]): Iterable<Item> {
  if (!isTold) process.stdout.write('reading');
  isTold = true;
  for (let at = 0; at < times; at += 1)
    for (const item of items) yield { ...item, id: `${item.id}${String(at).padStart(5, '0')}` };
}

const source: ExportSource = {
  ...toSource(small),
  documents: () => repeat(small.documents),
  annotated: () => repeat(small.documents.slice(0, 1)),
  entities: () => repeat(small.entities),
  triples: () => repeat(small.triples),
};
await exportToFile(source, target, path, toOptions());
