import type { SourceState } from '#domain/views';
import type { DocumentCode, TerminalState } from '#domain/document';
import type { DocumentId, JobId, RunId } from '#domain/ids';
import type { StoreDelta } from './store-document.ts';
import { toSourceNames } from './anchors.ts';
import { rebind } from './rebind.ts';
import { holdCuration } from './curation.ts';
import { dropOrphan, findDocumentOf } from './store-document.ts';
import type { ToNaming } from './entity-changes.ts';
import type { Project } from './project.ts';

/** A file as the scan finds it. */
export interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** The folder (or the file itself) that was asked to be imported. */
  readonly root: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** A file as the journal knows it. */
export interface Source extends FoundFile {
  readonly sha256: string | null;
  readonly state: SourceState;
  /** Its last terminal state; `code` and `detail` belong to it. Null until there was one. */
  readonly settled: TerminalState | null;
  readonly code: DocumentCode | null;
  readonly detail: string | null;
  readonly document: DocumentId | null;
  /** What it was read with: the same run over the same bytes gives the same rows. */
  readonly run: RunId | null;
  readonly job: JobId | null;
  /** Times a worker died on it since it last ended well. */
  readonly deaths: number;
}

export const SOURCE = `SELECT s.path, s.name, s.root, s.bytes, s.modified, s.sha256, s.state, s.settled, s.code, s.detail,
  d.id AS document, s.run, s.job, s.deaths FROM source s LEFT JOIN document d ON d.key = s.document`;

/** Puts files on the queue of a job, in this order. What they said before stays until they were read again. */
export function enqueueSources(
  project: Project,
  job: JobId,
  files: Iterable<FoundFile>,
  toNaming: ToNaming,
): void {
  project.transaction(() => {
    holdCuration(project);
    const moved: string[] = [];
    for (const file of files) {
      if (isMoved(project, file)) moved.push(file.path);
      placeSource(project, job, file, 'queued');
    }
    renameSources(project, moved, toNaming);
  });
}

/** Whether a source is known under another folder: by its name there decisions may have been read. */
export function isMoved(project: Project, { path, root }: FoundFile): boolean {
  const sql = 'SELECT 1 FROM source WHERE path = ? AND root <> ? AND document IS NOT NULL';
  return project.find(sql, path, root) !== undefined;
}

/** Lets decisions find their footing where sources are called otherwise now. Inside a transaction. */
export function renameSources(
  project: Project,
  paths: readonly string[],
  toNaming: ToNaming,
): void {
  if (paths.length > 0) rebind(project, [], paths.flatMap(toSourceNames), [], toNaming);
}

/** Last in the order of a job, whatever was known of it. Inside a transaction. */
export function placeSource(
  project: Project,
  job: JobId,
  { path, name, root, bytes, modified }: FoundFile,
  state: 'queued' | 'reading',
): void {
  project.run(
    `INSERT INTO source (path, name, root, bytes, modified, state, job, place)
     VALUES (?1, ?2, ?3, ?4, ?5, ?8, ?6, ?7)
     ON CONFLICT (path) DO UPDATE SET name = ?2, root = ?3, bytes = ?4, modified = ?5, state = ?8,
       job = ?6, place = ?7, holder = NULL, lease = NULL`,
    path,
    name,
    root,
    bytes,
    Math.trunc(modified),
    job,
    nextNumber(project),
    state,
  );
}

/** The bytes are what they were: the source is again what it last was. */
export function markUnchanged(project: Project, path: string): void {
  project.transaction(() =>
    project.run(
      `UPDATE source SET state = settled, deaths = 0, holder = NULL, lease = NULL
       WHERE path = ? AND settled IS NOT NULL`,
      path,
    ),
  );
}

/** A source that gave no text. What it said before goes. */
export function storeFailure(
  project: Project,
  failure: {
    readonly path: string;
    readonly state: 'skipped' | 'quarantined';
    readonly code: DocumentCode;
    readonly detail: string | null;
    /** Null where its bytes could not be read. */
    readonly sha256: string | null;
    readonly run: RunId | null;
  },
  toNaming: ToNaming,
): StoreDelta {
  return project.transaction(() => {
    holdCuration(project);
    const { path, state, code, detail, sha256, run } = failure;
    const document = findDocumentOf(project, path);
    project.run(
      `UPDATE source SET state = ?2, settled = ?2, code = ?3, detail = ?4, sha256 = ?5, run = ?6, document = NULL,
         deaths = 0, holder = NULL, lease = NULL WHERE path = ?1`,
      path,
      state,
      code,
      detail,
      sha256,
      run,
    );
    return {
      sentences: 0,
      mentions: 0,
      relations: 0,
      triples: dropOrphan(project, document, path, toNaming),
    };
  });
}

/** Another source of the same bytes that was read with the same run: what this one would say again. */
export function findTwin(
  project: Project,
  path: string,
  document: DocumentId,
  run: RunId,
): Source | undefined {
  return project.find<Source>(
    `SELECT s.path, s.name, s.root, s.bytes, s.modified, s.sha256, s.state, s.settled, s.code, s.detail,
       d.id AS document, s.run, s.job, s.deaths
     FROM document d CROSS JOIN source s ON s.document = d.key
     WHERE d.id = ? AND s.run = ? AND s.path <> ? AND s.settled IS NOT NULL ORDER BY s.path LIMIT 1`,
    document,
    run,
    path,
  );
}

/** The source says what its twin says: no second reading. What it said before goes. */
export function linkTwin(
  project: Project,
  path: string,
  twin: Source,
  toNaming: ToNaming,
): StoreDelta {
  return project.transaction(() => {
    holdCuration(project);
    const before = findDocumentOf(project, path);
    project.run(
      `UPDATE source SET (state, settled, code, detail, sha256, run, document) =
           (SELECT settled, settled, code, detail, sha256, run, document FROM source WHERE path = ?2),
         deaths = 0, holder = NULL, lease = NULL WHERE path = ?1`,
      path,
      twin.path,
    );
    return {
      sentences: 0,
      mentions: 0,
      relations: 0,
      triples: dropOrphan(project, before, path, toNaming),
    };
  });
}

export function findSource(project: Project, path: string): Source | undefined {
  return project.find<Source>(`${SOURCE} WHERE s.path = ?`, path);
}

/** Paths of what asks for a password. */
export function listLocked(project: Project): readonly string[] {
  return project
    .all<{ path: string }>(
      `SELECT path FROM source WHERE state IN ('skipped', 'partial') AND code = 'needs-password' ORDER BY path`,
    )
    .map(({ path }) => path);
}

export function hasSources(project: Project): boolean {
  return project.find('SELECT 1 FROM source LIMIT 1') !== undefined;
}

/** Every source that was found under a root, by path: what the next scan of it compares with. */
export function listSourcesUnder(project: Project, root: string): readonly Source[] {
  return project.all<Source>(`${SOURCE} WHERE s.root = ? ORDER BY s.path`, root);
}

/** Files of a job by state; states that do not occur are 0. */
export function countSources(project: Project, job: JobId): Readonly<Record<SourceState, number>> {
  const sql = 'SELECT state, count(*) AS sources FROM source WHERE job = ? GROUP BY state';
  return toCounts(project.all<StateCount>(sql, job));
}

interface StateCount {
  readonly state: SourceState;
  readonly sources: number;
}

export function toCounts(rows: readonly StateCount[]): Readonly<Record<SourceState, number>> {
  const counts = { queued: 0, reading: 0, done: 0, partial: 0, skipped: 0, quarantined: 0 };
  for (const { state, sources } of rows) counts[state] = sources;
  return counts;
}

/** The next of the numbers that order what happens in a project; clocks may jump, these do not. Inside a transaction. */
export function nextNumber(project: Project): number {
  const { value } = project.get<{ value: number }>(
    `INSERT INTO counter (name, value) VALUES ('sequence', 1)
     ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`,
  );
  return value;
}
