import type { Project } from './project.ts';

/** Names this project among others: made with it, never changed, the same in every copy. */
export function getIdentity(project: Project): string {
  return project.get<{ id: string }>('SELECT id FROM identity').id;
}

export function countDocuments(project: Project): number {
  return project.get<{ documents: number }>('SELECT count(*) AS documents FROM document').documents;
}

/** KiB of the page cache while a whole graph passes by once: what was read comes back late, if ever. */
const PASSING = 16_384;

/** Lets the page cache be small; gives what sets it back. */
export function spareCache(project: Project): () => void {
  const sql = 'PRAGMA cache_size';
  const { cache_size: before } = project.get<{ cache_size: number }>(sql);
  project.database.exec(`${sql} = -${PASSING}; PRAGMA shrink_memory`);
  return () => project.database.exec(`${sql} = ${Math.trunc(before)}`);
}
