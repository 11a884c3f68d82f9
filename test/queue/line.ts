import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobId } from '#domain/ids';
import type { JobRow } from '#domain/views';
import { createEngine, type Engine, type EngineOptions } from '#engine/engine';
import type { Jobs } from '#engine/jobs';
import { findPlaces } from '#engine/places';
import { toQueueAddress } from '#engine/queue/address';
import type { QueueOptions } from '#engine/workers/queued';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { eachDocument } from '#store/documents';
import type { Project } from '#store/project';

/** An engine with a project of its own, as the command line has one. */
export interface TestLine {
  readonly engine: Engine;
  readonly project: Project;
  readonly jobs: Jobs;
  start(folder: string): JobId;
  import(folder: string): Promise<JobRow>;
  /** As `digestOf`. */
  digest(): string;
  close(): Promise<void>;
}

export function toQueue(url: string, change: Partial<QueueOptions> = {}): QueueOptions {
  return { access: { address: toQueueAddress(url) }, mayFallBack: false, ...change };
}

export async function openLine(options: EngineOptions = {}): Promise<TestLine> {
  const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-queue-'));
  const places = { ...findPlaces(), data: join(scratch, 'data') };
  const engine = createEngine({ places, workers: 1, ...options });
  const { project, jobs } = await engine.open(join(scratch, 'p.espalier'), { create: true });
  const start = (folder: string) => jobs.startImport({ paths: [folder] });
  return {
    engine,
    project,
    jobs,
    start,
    import: (folder) => jobs.whenEnded(start(folder)),
    digest: () => digestOf(project),
    async close() {
      await engine.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** SHA-256 over every document, entity and triple with its provenance. */
export function digestOf(project: Project): string {
  const hash = createHash('sha256');
  for (const rows of [eachDocument(project), eachCitedEntity(project), eachCitedTriple(project)]) {
    const lines = [...rows].map((row) => JSON.stringify(withoutHistory(row)));
    for (const line of lines.toSorted()) hash.update(`${line}\n`);
  }
  return hash.digest('hex');
}

/** What happened to a document is history; what it says is not. */
function withoutHistory(row: object): object {
  const { change: _change, ...rest } = row as { change?: unknown };
  return rest;
}
