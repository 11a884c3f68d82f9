import type { Extraction } from '#domain/extraction';
import type { RunId } from '#domain/ids';
import type { Project } from './project.ts';

/**
 * Batches of a large document that were extracted before it was stopped: so that a book is not begun anew. `of` is a digest of what
 * a batch was extracted from: a scan may be recognised otherwise the next time, and its n-th batch be other words.
 */
export function keepBatches(project: Project, sha256: string, run: RunId) {
  return {
    find(batch: number, of: string): readonly Extraction[] | undefined {
      const row = project.find<{ extractions: string }>(
        'SELECT extractions FROM unfinished WHERE sha256 = ? AND run = ? AND batch = ?',
        sha256,
        toHow(run, of),
        batch,
      );
      return row && (JSON.parse(row.extractions) as readonly Extraction[]);
    },
    keep(batch: number, of: string, extractions: readonly Extraction[]): void {
      project.transaction(() =>
        project.run(
          `INSERT INTO unfinished (sha256, run, batch, extractions) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET extractions = excluded.extractions`,
          sha256,
          toHow(run, of),
          batch,
          JSON.stringify(extractions),
        ),
      );
    },
  };
}

/** Stands where only the run stood: rows of before, which do not tell what they are of, are found no more. */
const toHow = (run: RunId, of: string) => `${run} ${of}`;

/** The document was stored, or given up. */
export function dropBatches(project: Project, sha256: string): void {
  const some = project.find('SELECT 1 FROM unfinished WHERE sha256 = ? LIMIT 1', sha256);
  if (some !== undefined)
    project.transaction(() => project.run('DELETE FROM unfinished WHERE sha256 = ?', sha256));
}

/** An import came to its end: nothing is left that could go on. */
export function dropAllBatches(project: Project): void {
  if (project.find('SELECT 1 FROM unfinished LIMIT 1') !== undefined)
    project.transaction(() => project.run('DELETE FROM unfinished'));
}
