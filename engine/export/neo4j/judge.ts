import type { Neo4jDrift } from '#domain/views';
import type { Database } from './database.ts';
import type { Layer } from './layers.ts';
import { isName } from './names.ts';
import type { Stored } from './reading.ts';
import type { Edition, Preset, Row } from './rows.ts';
import type { Change, MirrorSource } from './source.ts';
import { findAltered, isOtherEdition, toPlain, type Altered } from './stamp.ts';

export interface Comparison {
  readonly source: MirrorSource;
  readonly database: Database;
  readonly edition: Edition;
  /** Relationship types this project has ever written: shelves nobody ever wrote to are not asked for. */
  readonly types: readonly string[];
  /** What changed since the database was last written; undefined where nothing is known of that. */
  readonly changes: readonly Change[] | undefined;
  /** What the database may hold of before, see `Standing`. */
  readonly presets: readonly Preset[];
  /** What somebody else changed is set back instead of reported. */
  readonly isOverwriting: boolean;
}

/** One difference between the graph and the database, or none. */
export type Difference =
  | { readonly kind: 'add' | 'keep'; readonly layer: Layer; readonly row: Row }
  /** Has a label or type that may not stand in Cypher, or points at something that has. */
  | { readonly kind: 'refuse'; readonly layer: Layer; readonly row: Row }
  | { readonly kind: 'change'; readonly layer: Layer; readonly row: Row; readonly stored: Stored }
  | Deletion
  /** Somebody else changed it or took it away since it was written. */
  | { readonly kind: 'drift'; readonly layer: Layer; readonly drift: Drift; readonly row?: Row };

export interface Deletion {
  readonly kind: 'delete';
  readonly layer: Layer;
  readonly shelf: string;
  readonly stored: Stored;
}

export interface Drift extends Neo4jDrift {
  readonly owner: Pick<Change, 'kind' | 'id'>;
  readonly stored?: Stored;
}

export type Pair =
  | { readonly row: Row; readonly stored: Stored | undefined; readonly shelf: string }
  | { readonly row: undefined; readonly stored: Stored; readonly shelf: string };

export type Judge = (layer: Layer, pair: Pair) => Difference;

/** Keeps what it saw of earlier layers: what hangs on a node that somebody took away went with it, and is not drift of its own. */
export function createJudge({ changes, isOverwriting, presets }: Comparison): Judge {
  const known =
    changes && new Map(changes.map((change) => [`${change.kind}/${change.id}`, change]));
  const refused = new Set<string>();
  const removed = new Set<string>();

  /** Whether the row must have been there, so that its absence is somebody's doing. */
  function wasWritten({ owner }: Row, layer: Layer): boolean {
    if (!known || !presets.every((preset) => layer.presets.includes(preset))) return false;
    const change = known.get(`${owner.kind}/${owner.id}`);
    return change === undefined || (!change.isNew && !layer.isMany);
  }

  const pointsAt = (uids: ReadonlySet<string>, { links }: Row): boolean =>
    uids.size > 0 &&
    Object.values(links).some((values) => values.some((value) => uids.has(toUid(value))));

  function judgeRow(layer: Layer, row: Row, stored: Stored | undefined): Difference {
    if (!isName(row.shelf) || !isName(row.label ?? row.shelf) || pointsAt(refused, row)) {
      refused.add(row.uid);
      return { kind: 'refuse', layer, row };
    }
    if (!stored) {
      if (isOverwriting || !wasWritten(row, layer)) return { kind: 'add', layer, row };
      const isAfterAnother = pointsAt(removed, row);
      removed.add(row.uid);
      if (isAfterAnother) return { kind: 'keep', layer, row };
      const { uid, title, owner } = row;
      return {
        kind: 'drift',
        layer,
        row,
        drift: { kind: 'removed', uid, title, detail: '', owner },
      };
    }
    if (isOverwriting || isOtherEdition(stored.stamp ?? '')) return toChange(layer, row, stored);
    const altered = listAltered(layer, stored, row);
    const differing = altered.names.filter((name) => !isSame(name, stored, row));
    const isRejoined =
      altered.isRejoined && (row.stamp === stored.stamp || isElsewhere(stored, row));
    if (differing.length === 0 && !isRejoined)
      return altered.names.length > 0 || row.stamp !== stored.stamp
        ? { kind: 'change', layer, row, stored }
        : { kind: 'keep', layer, row };
    if (pointsAt(removed, row)) return { kind: 'keep', layer, row };
    return { kind: 'drift', layer, row, drift: toChanged(layer, stored, row.title, differing) };
  }

  return (layer, { row, stored, shelf }) => {
    if (row) return judgeRow(layer, row, stored);
    // What it was joined to may have left before it.
    const { names } = listAltered(layer, stored);
    if (isOverwriting || names.length === 0 || isOtherEdition(stored.stamp ?? ''))
      return { kind: 'delete', layer, shelf, stored };
    return { kind: 'drift', layer, drift: toChanged(layer, stored, toTitle(layer, stored), names) };
  };
}

function toChange(layer: Layer, row: Row, stored: Stored): Difference {
  const { names, isRejoined } = listAltered(layer, stored, row);
  const isKept = row.stamp === stored.stamp && names.length === 0 && !isRejoined;
  return isKept ? { kind: 'keep', layer, row } : { kind: 'change', layer, row, stored };
}

function toUid(value: unknown): string {
  if (typeof value === 'string') return value;
  const { sentence } = value as { readonly sentence?: unknown };
  return typeof sentence === 'string' ? sentence : '';
}

function listAltered(layer: Layer, stored: Stored, row?: Row): Altered {
  const { stamp, properties, links } = stored;
  return findAltered(stamp ?? '', layer.keys, toLabel(stored, row), properties, links);
}

/** Its second label, if it is the one it should have, or the one its type names. */
function toLabel({ labels, properties }: Stored, row?: Row): string | null {
  if (!labels.includes('Entity')) return null;
  if (row?.label !== undefined && labels.includes(row.label)) return row.label;
  const { type } = properties;
  return typeof type === 'string' && labels.includes(type) ? type : null;
}

function isSame(name: string, stored: Stored, row: Row): boolean {
  if (name === 'label') return toLabel(stored, row) === (row.label ?? null);
  const [there, here] = [stored.properties[name] ?? null, row.properties[name] ?? null];
  return JSON.stringify(toPlain(there)) === JSON.stringify(toPlain(here));
}

/** Joined by us to something that the graph does not join it to; what is only missing is made good. */
function isElsewhere(stored: Stored, { links }: Row): boolean {
  return Object.entries(stored.links).some(([name, values]) => {
    const wanted = new Set((links[name] ?? []).map((value) => JSON.stringify(toPlain(value))));
    return values.some((value) => !wanted.has(JSON.stringify(toPlain(value))));
  });
}

function toChanged(layer: Layer, stored: Stored, title: string, names: readonly string[]): Drift {
  const { uid, labels, properties } = stored;
  const details = names.map((name) =>
    name === 'label'
      ? `labels: ${labels.map(toShort).join(', ')}`
      : `${name}: ${toShort(properties[name])}`,
  );
  const detail = details.join('; ') || 'what it is joined to';
  return { kind: 'changed', uid, title, detail, owner: toOwner(layer, uid), stored };
}

/** It left the graph, but somebody hung something on it. */
export function toAttached(layer: Layer, stored: Stored): Drift {
  const title = toTitle(layer, stored);
  return {
    ...{ kind: 'attached', uid: stored.uid, title, detail: '' },
    owner: toOwner(layer, stored.uid),
  };
}

export function toTitle(layer: Layer, { properties, uid }: Stored): string {
  const { name, path, text, predicate } = properties;
  return `${layer.kind} ${toShort(name ?? path ?? text ?? predicate ?? uid)}`;
}

function toShort(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function toOwner(layer: Layer, uid: string): Pick<Change, 'kind' | 'id'> {
  return { kind: layer.owner, id: uid.split('/')[2] ?? '' };
}
