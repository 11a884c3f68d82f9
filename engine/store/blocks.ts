import type { EntityId } from '#domain/ids';
import type { Project } from './project.ts';

/** As `Block` of resolve: a member of a block meets its other members and those who ask for it. */
export interface HomeBlock {
  readonly name: string;
  readonly asks: boolean;
}

/** A block that has another number of members than before. */
export interface BlockChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** Puts a home into these blocks and out of all others. Inside a transaction. */
export function replaceBlocks(
  project: Project,
  home: EntityId,
  blocks: readonly HomeBlock[],
): readonly BlockChange[] {
  const wanted = new Set(blocks.map(toLabel));
  const had = project
    .all<{ name: string; asks: number }>('SELECT name, asks FROM block WHERE home = ?', home)
    .map(({ name, asks }): HomeBlock => ({ name, asks: asks === 1 }));
  const known = new Set(had.map(toLabel));
  const changes: BlockChange[] = [];
  for (const block of had)
    if (!wanted.has(toLabel(block))) {
      project.run(
        'DELETE FROM block WHERE name = ? AND asks = ? AND home = ?',
        block.name,
        block.asks ? 1 : 0,
        home,
      );
      if (!block.asks) changes.push(resize(project, block.name, -1));
    }
  for (const block of blocks)
    if (!known.has(toLabel(block))) {
      project.run(
        'INSERT INTO block (name, asks, home) VALUES (?, ?, ?)',
        block.name,
        block.asks ? 1 : 0,
        home,
      );
      if (!block.asks) changes.push(resize(project, block.name, 1));
    }
  return changes;
}

export function countMembers(project: Project, name: string): number {
  return (
    project.find<{ members: number }>('SELECT members FROM block_size WHERE name = ?', name)
      ?.members ?? 0
  );
}

/** Everyone in a block, whether member or only asking. */
export function listInBlock(project: Project, name: string): readonly EntityId[] {
  return project
    .all<{ home: EntityId }>('SELECT home FROM block WHERE name = ?', name)
    .map(({ home }) => home);
}

/** Whom a home meets: in blocks of at most `most` members; in a roll ("called …") only those who ask. Each once, in order of id. */
export function listCandidates(
  project: Project,
  home: EntityId,
  most: number,
): readonly EntityId[] {
  return project
    .all<{ home: EntityId }>(
      `SELECT DISTINCT other.home FROM block own CROSS JOIN block_size size ON size.name = own.name
         CROSS JOIN block other ON other.name = own.name
       WHERE own.home = ?1 AND size.members <= ?2 AND other.home <> ?1
         AND (own.asks <> other.asks OR (own.asks = 0 AND own.name NOT GLOB 'called *'))
       ORDER BY other.home`,
      home,
      most,
    )
    .map((row) => row.home);
}

function resize(project: Project, name: string, by: 1 | -1): BlockChange {
  const before = countMembers(project, name);
  const after = before + by;
  if (after === 0) project.run('DELETE FROM block_size WHERE name = ?', name);
  else
    project.run(
      'INSERT INTO block_size (name, members) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET members = ?2',
      name,
      after,
    );
  return { name, before, after };
}

function toLabel({ name, asks }: HomeBlock): string {
  return `${asks ? '?' : '!'}${name}`;
}
