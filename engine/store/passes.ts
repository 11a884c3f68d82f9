import type { Project } from './project.ts';

/** Names this project among others: made with it, never changed, the same in every copy. */
export function getIdentity(project: Project): string {
  return project.get<{ id: string }>('SELECT id FROM identity').id;
}

export function countDocuments(project: Project): number {
  return project.get<{ documents: number }>('SELECT count(*) AS documents FROM document').documents;
}
