import type { Project } from './project.ts';

/** Whether the folders of a project are followed by themselves. */
export function isWatched(project: Project): boolean {
  const sql = `SELECT value FROM folder_setting WHERE name = 'watch'`;
  return project.find<{ value: string }>(sql)?.value === 'on';
}

export function setWatched(project: Project, watched: boolean): void {
  project.transaction(() =>
    project.run(
      `INSERT INTO folder_setting (name, value) VALUES ('watch', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1`,
      watched ? 'on' : 'off',
    ),
  );
}

/** Folders and files that were asked to be imported. */
export function listRoots(project: Project): readonly string[] {
  return project
    .all<{ root: string }>('SELECT DISTINCT root FROM source ORDER BY root')
    .map(({ root }) => root);
}
