import type { Neo4jProposal } from '#domain/read-back';
import { toSerialised } from '#contract/errors';
import type { ExportReport, Neo4jPlan, Neo4jReport } from '#domain/views';
import {
  exportToNeo4j,
  planNeo4j as planOverBolt,
  readBackNeo4j as readBackOverBolt,
  type Connection,
  type Preset,
} from '#export/neo4j';
import { createJob, updateJob, type StoredJob } from '#store/jobs';
import type { Project } from '#store/project';
import { exportFile, type FileRequest } from './export-files.ts';
import { createMirrorSource } from './mirror-source.ts';
import type { Meter } from '../progress.ts';

export type Neo4jConnection = Connection;

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
  const options = {
    signal,
    onProgress: (written: number, share?: number) => meter.written(written, share),
  };
  return exportFile(project, request, options);
}

export function planNeo4j(
  project: Project,
  { connection, ...options }: Neo4jRequest,
  signal: AbortSignal,
): Promise<Neo4jPlan> {
  return planOverBolt(createMirrorSource(project), connection, { ...options, signal });
}

export function readBackNeo4j(
  project: Project,
  { connection, preset }: Neo4jRequest,
  signal: AbortSignal,
): Promise<readonly Neo4jProposal[]> {
  const options = preset === undefined ? { signal } : { preset, signal };
  return readBackOverBolt(createMirrorSource(project), connection, options);
}

/** The journal's row for an export: the password stays in memory, neither the journal nor an event ever holds it. */
export function createExportJob(project: Project, request: ExportRequest): StoredJob {
  const subject = 'connection' in request ? request.connection.uri : request.path;
  return createJob(project, { kind: 'export', subject, params: { target: request.target } });
}

/** For a host without a queue: runs the export and notes its end in the journal, so that a later one can go on from it. */
export async function runRecordedExport(
  project: Project,
  request: ExportRequest,
  signal: AbortSignal,
  meter: Meter,
): Promise<ExportReport | Neo4jReport> {
  const { id } = createExportJob(project, request);
  try {
    const exported = await runExport(project, request, signal, meter);
    updateJob(project, id, { state: 'done', counters: { exported } });
    return exported;
  } catch (error) {
    updateJob(
      project,
      id,
      signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: toSerialised(error) },
    );
    throw error;
  }
}
