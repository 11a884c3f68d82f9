import { EngineError } from '#contract/errors';
import type { ExportReport, Neo4jPlan, Neo4jReport } from '#domain/views';
import { exportToFile } from '#export/file';
import {
  exportToNeo4j,
  planNeo4j as planOverBolt,
  type Connection,
  type Preset,
} from '#export/neo4j';
import { fromMappingFile, shippedMapping } from '#export/rdf/mapping';
import { DEFAULT_BASE } from '#export/rdf/options';
import type { TargetOptions } from '#export/target';
import { findTarget, targets } from '#export/targets';
import type { Project } from '#store/project';
import { createTables } from '#store/table-file';
import { createExportSource } from './export-source.ts';
import { createMirrorSource } from './mirror-source.ts';
import type { Meter } from './progress.ts';

export type Neo4jConnection = Connection;

/** What a person may choose for a file; the rest is as `defaults` below has it. */
export interface ExportChoice {
  /** False leaves out the texts of documents and sentences. */
  readonly withText?: boolean | undefined;
  /** Of RDF. */
  readonly profile?: '1.1' | '1.2' | undefined;
  readonly base?: string | undefined;
  /** The text of a mapping file, and its name for messages. */
  readonly mapping?: { readonly text: string; readonly path: string } | undefined;
}

export interface FileRequest {
  readonly target: string;
  readonly path: string;
  readonly choice?: ExportChoice;
}

export interface Neo4jRequest {
  readonly connection: Neo4jConnection;
  readonly preset?: Preset;
  /** Sets back what somebody else changed in the database. */
  readonly isOverwriting?: boolean;
}

export type ExportRequest = ({ readonly target: 'neo4j' } & Neo4jRequest) | FileRequest;

/** @throws EngineError `export-refused` for an unknown target; Failure as the target has it */
export function runExport(
  project: Project,
  request: ExportRequest,
  signal: AbortSignal,
  meter: Meter,
): Promise<ExportReport | Neo4jReport> {
  meter.phase('writing');
  if ('connection' in request) {
    const { connection, target: _, ...options } = request;
    const onProgress = (done: number, total: number) => meter.written(done, done / total);
    return exportToNeo4j(createMirrorSource(project), connection, {
      ...options,
      signal,
      onProgress,
    });
  }
  const source = createExportSource(project);
  const options = {
    signal,
    onProgress: (written: number, share?: number) => meter.written(written, share),
  };
  const target = findTarget(request.target);
  if (!target)
    throw new EngineError('export-refused', `there is no target called ${request.target}`);
  refuseProject(project, request.path);
  return exportToFile(source, target, request.path, toOptions(request.choice ?? {}), options);
}

/** A rename would put the export in the place of the open project. */
function refuseProject(project: Project, path: string): void {
  const names = ['', '-wal', '-shm', '-journal'].map((suffix) => project.path + suffix);
  if (names.includes(path))
    throw new EngineError('export-refused', `${path} is the project itself`);
}

function toOptions({ withText, profile, base, mapping }: ExportChoice): TargetOptions {
  return {
    withText: withText ?? true,
    createTables,
    rdf: {
      profile: profile ?? '1.2',
      base: base ?? DEFAULT_BASE,
      mapping: mapping === undefined ? shippedMapping : fromMappingFile(mapping.text, mapping.path),
    },
  };
}

export function planNeo4j(
  project: Project,
  { connection, ...options }: Neo4jRequest,
  signal: AbortSignal,
): Promise<Neo4jPlan> {
  return planOverBolt(createMirrorSource(project), connection, { ...options, signal });
}

/** What can be written, for a list of choices. */
export function listTargets(): readonly {
  readonly target: string;
  readonly extension: string;
  readonly title: string;
}[] {
  return targets.map(({ name, extension, summary }) => ({
    target: name,
    extension,
    title: summary,
  }));
}
