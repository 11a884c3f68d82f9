import type { EntityId } from '#domain/ids';
import type { Project } from './project.ts';

/** Keeps where entities lie in the graph view; `positions` is x and y by id. Unknown ids and NaN are passed over. */
export function keepPositions(
  project: Project,
  ids: readonly EntityId[],
  positions: Float32Array,
): void {
  project.transaction(() => {
    for (const [at, id] of ids.entries()) {
      const [x, y] = [positions[2 * at] ?? NaN, positions[2 * at + 1] ?? NaN];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      project.run(
        `INSERT INTO position (entity, x, y) SELECT key, ?2, ?3 FROM entity WHERE id = ?1
         ON CONFLICT DO UPDATE SET x = excluded.x, y = excluded.y`,
        id,
        x,
        y,
      );
    }
  });
}

/** x and y by key; NaN where none was kept. */
export function loadPositions(project: Project, keys: readonly number[]): Float32Array {
  const positions = new Float32Array(2 * keys.length).fill(NaN);
  for (const [at, key] of keys.entries()) {
    const found = project.find<{ x: number; y: number }>(
      'SELECT x, y FROM position WHERE entity = ?',
      key,
    );
    if (found) positions.set([found.x, found.y], 2 * at);
  }
  return positions;
}
