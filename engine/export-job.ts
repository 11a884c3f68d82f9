import { EngineError } from '#contract/errors';
import type { ExportReport, Neo4jPlan } from '#domain/views';
import { exportToFile } from '#export/file';
import { exportToNeo4j, planNeo4j as planOverBolt, type Connection } from '#export/neo4j';
import { findTarget, targets } from '#export/targets';
import type { Project } from '#store/project';
import { createExportSource } from './export-source.ts';
import type { Meter } from './progress.ts';

export type Neo4jConnection = Connection;

export type ExportRequest =
  | { readonly target: 'neo4j'; readonly connection: Neo4jConnection }
  | { readonly target: string; readonly path: string };

/** @throws EngineError `export-refused` for an unknown target; Failure as the target has it */
export function runExport(
  project: Project,
  request: ExportRequest,
  signal: AbortSignal,
  meter: Meter,
): Promise<ExportReport> {
  const source = createExportSource(project);
  meter.phase('writing');
  const options = { signal, onProgress: (written: number) => meter.written(written) };
  if ('connection' in request) return exportToNeo4j(source, request.connection, options);
  const target = findTarget(request.target);
  if (!target)
    throw new EngineError('export-refused', `there is no target called ${request.target}`);
  return exportToFile(source, target, request.path, options);
}

export function planNeo4j(
  project: Project,
  connection: Neo4jConnection,
  signal: AbortSignal,
): Promise<Neo4jPlan> {
  return planOverBolt(createExportSource(project), connection, { signal });
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
