import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { isName } from './names.ts';
import { isPreset, type Edition, type Preset } from './rows.ts';
import type { Change, MirrorSource } from './source.ts';

/** How far the database and the project agree on what it was last told. */
export interface Standing {
  /** The id under which both remember it; undefined where they do not agree, so that everything has to be compared. */
  readonly mirror?: string;
  /** The last change it has; only with `mirror`. */
  readonly after: number;
  /** Relationship types this project has ever written there. */
  readonly types: readonly string[];
  /** What it may hold: more than one where a change of preset was cut off. Only what all of them have is known to be there. */
  readonly presets: readonly Preset[];
}

/** A write that is under way: what it will have brought the database to. */
export interface Claim {
  readonly mirror: string;
  readonly upTo: number;
  readonly changes: readonly Change[] | undefined;
}

/**
 * Both sides carry the number of the last write. They agree unless one of them was restored from a copy, wiped, or
 * written by another copy of the project, and then nothing that is remembered counts.
 */
export async function readStanding(database: Database, source: MirrorSource): Promise<Standing> {
  const [node] = await database.read(
    `MATCH (p:EspalierProject {uid: $project})
RETURN p.mirror AS mirror, p.sequence AS sequence, p.types AS types, [p.preset] + coalesce(p.changing, []) AS presets`,
    {},
    1,
  );
  const types = Array.isArray(node?.['types']) ? node['types'].map(String).filter(isName) : [];
  const [mirror, sequence, listed] = [node?.['mirror'], node?.['sequence'], node?.['presets']];
  const presets = Array.isArray(listed) ? listed : [];
  const unknown = { after: -1, types, presets: [] };
  if (typeof mirror !== 'string' || typeof sequence !== 'number' || sequence < 0) return unknown;
  const known = source.outbox.find(mirror);
  const isAgreed = known && (known.written === sequence || known.writing === sequence);
  if (!isAgreed || presets.length === 0 || !presets.every(isPreset)) return unknown;
  return { mirror, after: sequence, types, presets };
}

/** What changed since then, were it written now. */
export function listUnwritten(
  source: MirrorSource,
  standing: Standing,
): readonly Change[] | undefined {
  return standing.mirror === undefined
    ? undefined
    : source.outbox.list(standing.after, Number.MAX_SAFE_INTEGER);
}

/** From here on no other write of this project goes on. */
export async function claim(
  database: Database,
  source: MirrorSource,
  { preset }: Edition,
  standing: Standing,
): Promise<Claim> {
  const { outbox } = source;
  const mirror = standing.mirror ?? randomUUID();
  const upTo = standing.mirror === undefined ? outbox.add(mirror) : outbox.begin(mirror);
  const { after, presets } = standing;
  // Until it is done a change of preset leaves both names there: a half of it says nothing about who took the rest away.
  await database.claim(
    `MERGE (p:EspalierProject {uid: $project})
SET p.run = $run, p.mirror = $mirror, p.sequence = $after, p.preset = $before, p.changing = $changing`,
    { mirror, after, before: presets[0] ?? preset, changing: [...new Set([...presets, preset])] },
  );
  const changes = standing.mirror === undefined ? undefined : outbox.list(after, upTo);
  return { mirror, upTo, changes };
}

/** First there, then here: in between, the number that the project expected decides. */
export async function settle(
  database: Database,
  source: MirrorSource,
  { mirror, upTo }: Claim,
  { preset }: Edition,
  again: Iterable<Pick<Change, 'kind' | 'id'>>,
): Promise<void> {
  await database.write(
    `MATCH (p:EspalierProject {uid: $project})
SET p.sequence = $upTo, p.preset = $preset REMOVE p.changing RETURN count(p) AS done`,
    { upTo, preset },
  );
  source.outbox.settle(mirror, upTo, again);
}
