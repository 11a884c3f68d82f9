import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getDocument } from '#store/documents';
import { createImporter } from '../engine/importer.ts';
import { toRow } from '../line/command.ts';
import { createRandom } from '../random.ts';
import type { Bait, HostileFile } from './hostile-file.ts';
import { listMailFiles } from './mail-files.ts';
import { mutate } from './mutate.ts';
import { listPdfFiles } from './pdf-files.ts';
import { listTextFiles } from './text-files.ts';
import { listXmlFiles } from './xml-files.ts';
import { listZipFiles } from './zip-files.ts';

const MB = 2 ** 20;
const seeds = fileURLToPath(new URL('../fixtures/read', import.meta.url));

export interface Outcome {
  readonly crafted: number;
  readonly mutated: number;
  readonly seconds: number;
  /** How many ended how. */
  readonly ends: Readonly<Record<string, number>>;
  /** Files that did not end, or ended without a reason. */
  readonly unexplained: readonly string[];
  /** Files of the folder without a row. */
  readonly missing: readonly string[];
  /** Visits to the address that some files point at. */
  readonly visits: number;
  /** Documents that hold what stands in the file that some point at. */
  readonly leaks: readonly string[];
  /** Names beside the folder that were not there before. */
  readonly strays: readonly string[];
  readonly peakMegabytes: { readonly reader: number; readonly engine: number };
  readonly job: string;
}

/** Every family of files made to hurt. */
export function listCrafted(bait: Bait): HostileFile[] {
  return [
    ...listZipFiles(),
    ...listXmlFiles(bait),
    ...listPdfFiles(bait),
    ...listMailFiles(bait),
    ...listTextFiles(bait),
  ];
}

/** Small good files of every format: what is damaged at random. */
function listSeeds(): HostileFile[] {
  return readdirSync(seeds).flatMap((folder) => {
    const name = readdirSync(join(seeds, folder)).find((file) => file.startsWith('input.'));
    return name ? [{ name, bytes: new Uint8Array(readFileSync(join(seeds, folder, name))) }] : [];
  });
}

/** Imports crafted and mutated files with real readers, and looks at what became of them, of the bait and of the memory. */
export async function runHostile(mutations: number, seed: number): Promise<Outcome> {
  const importer = createImporter({
    workers: 4,
    readerBudget: { total: 60_000, quiet: 30_000, memory: 700 * MB },
  });
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const beside = join(importer.folder, '..');
  const secret = `canary-${randomUUID()}`;
  const bait = { file: join(beside, 'bait.txt'), url: `http://127.0.0.1:${port}` };
  writeFileSync(bait.file, secret);
  const crafted = listCrafted(bait);
  const random = createRandom(seed);
  const originals = listSeeds();
  const files = [
    ...crafted,
    ...Array.from({ length: mutations }, (_, i): HostileFile => {
      const { name, bytes } = originals[i % originals.length] as HostileFile;
      return {
        name: `mutated-${String(i).padStart(6, '0')}-${name}`,
        bytes: mutate(bytes, random),
      };
    }),
  ];
  for (const { name, bytes } of files) writeFileSync(join(importer.folder, name), bytes);
  const before = readdirSync(beside).toSorted();
  const peak = { reader: 0, engine: 0 };
  const look = setInterval(() => {
    peak.engine = Math.max(peak.engine, process.memoryUsage().rss);
    for (const pid of importer.stages.pids())
      peak.reader = Math.max(peak.reader, toRow(pid)[0]?.rss ?? 0);
  }, 100);
  const started = performance.now();
  try {
    const job = await importer.import();
    const rows = importer.rows();
    const ends: Record<string, number> = {};
    for (const { state, code } of rows) {
      const end = code ? `${state} ${code}` : state;
      ends[end] = (ends[end] ?? 0) + 1;
    }
    const paths = new Set(rows.map(({ path }) => path));
    const unexplained = rows.filter(
      ({ state, code }) =>
        !['done', 'partial', 'skipped', 'quarantined'].includes(state) ||
        (state !== 'done' && code === null),
    );
    const leaks = rows.filter(
      ({ id }) => id !== null && getDocument(importer.project, id).text.includes(secret),
    );
    return {
      crafted: crafted.length,
      mutated: mutations,
      seconds: (performance.now() - started) / 1000,
      ends: Object.fromEntries(Object.entries(ends).sort(([a], [b]) => (a < b ? -1 : 1))),
      unexplained: unexplained.map(({ path }) => path),
      missing: files
        .map(({ name }) => name)
        .filter((name) => !paths.has(join(importer.folder, name))),
      visits,
      leaks: leaks.map(({ path }) => path),
      strays: readdirSync(beside).filter(
        (name) => !before.includes(name) && !name.includes('.espalier'),
      ),
      peakMegabytes: { reader: Math.round(peak.reader / MB), engine: Math.round(peak.engine / MB) },
      job: job.state,
    };
  } finally {
    clearInterval(look);
    server.close();
    await importer.close();
  }
}
