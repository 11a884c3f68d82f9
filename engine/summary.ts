import type { ProjectSummary } from '#domain/views';
import { getSummary } from '#store/summary';
import type { Engine, Opened } from './opened.ts';
import { toProjectName } from './recent.ts';

/** What the frame of the app shows of the open project. */
export function summarise(engine: Engine, { project, chosen, watching }: Opened): ProjectSummary {
  const { address } = engine.getQueue();
  return {
    ...getSummary(project),
    path: project.path,
    name: toProjectName(project.path),
    watch: watching.state(),
    model: chosen.model,
    heads: chosen.heads,
    off: chosen.off,
    device: engine.listDevices().used,
    workers: engine.workers,
    ...(address !== null && { queue: address }),
  };
}
