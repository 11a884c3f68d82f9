import { EngineError } from '#contract/errors';
import type { ExportReport } from '#domain/views';
import { exportToFile } from '#export/file';
import { fromMappingFile, shippedMapping } from '#export/rdf/mapping';
import { DEFAULT_BASE } from '#export/rdf/options';
import type { ExportOptions, TargetOptions } from '#export/target';
import { findTarget } from '#export/targets';
import type { Selection } from '#store/chosen';
import { spareCache } from '#store/passes';
import type { Project } from '#store/project';
import { createTables } from '#store/table-file';
import { claimChanges } from './export-changes.ts';
import { createExportSource } from './export-source.ts';
import { tokenize } from '../pipeline.ts';

/** What a person may choose for a file; the rest is as `toOptions` below has it. */
export interface ExportChoice {
  /** False leaves out the texts of documents and sentences. */
  readonly withText?: boolean | undefined;
  /** Of RDF. */
  readonly profile?: '1.1' | '1.2' | undefined;
  readonly base?: string | undefined;
  /** The text of a mapping file, and its name for messages. */
  readonly mapping?: { readonly text: string; readonly path: string } | undefined;
  /** All of the graph where left out. */
  readonly selection?: Omit<Selection, 'changed'> | undefined;
  /** Only what changed: `last` (the last export to this target), a date, or the number that a report gave. */
  readonly since?: string | undefined;
}

export interface FileRequest {
  readonly target: string;
  readonly path: string;
  readonly choice?: ExportChoice;
}

/** @throws EngineError `export-refused` for an unknown target, or the project itself; Failure as the target has it */
export async function exportFile(
  project: Project,
  { target: name, path, choice = {} }: FileRequest,
  options: ExportOptions,
): Promise<ExportReport> {
  const target = findTarget(name);
  if (!target) throw new EngineError('export-refused', `there is no target called ${name}`);
  refuseProject(project, path);
  const chosen = toOptions(choice);
  const { selection, since } = choice;
  const claim = claimChanges(project, name, since);
  const source = createExportSource(project, {
    selection: claim.changed ? { ...selection, changed: claim.changed } : selection,
    gone: claim.gone,
  });
  const restore = spareCache(project);
  try {
    const report = await exportToFile(source, target, path, chosen, options);
    // A part of the graph leaves the rest untold.
    if (!selection) claim.settle();
    return { ...report, sequence: claim.sequence };
  } finally {
    restore();
  }
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
    tokenize: (text) => tokenize(text),
    rdf: {
      profile: profile ?? '1.2',
      base: base ?? DEFAULT_BASE,
      mapping: mapping === undefined ? shippedMapping : fromMappingFile(mapping.text, mapping.path),
    },
  };
}
