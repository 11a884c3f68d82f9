import { resolve } from 'node:path';
import { openProject } from '#store/open';
import type { Project } from '#store/project';

/** Opens a project for one command, without workers or a model, and closes it whatever happens. */
export async function withProject<Result>(
  path: string,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const project = openProject(resolve(path));
  try {
    return await work(project);
  } finally {
    project.close();
  }
}
