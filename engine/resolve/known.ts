import { toEntityId, type Digest } from '#domain/ids';
import type { Profile } from '#domain/linking';
import { toLocalKey } from './local-key.ts';
import { normaliseName } from './normalise.ts';
import type { Table } from './records/table.ts';

/** An entity of a person's own list. */
export interface KnownEntity {
  readonly name: string;
  readonly type: string;
  readonly aliases: readonly string[];
  /** Ids and whatever else the list says, by column: `wikidata`, `born`. */
  readonly attributes: Readonly<Record<string, string>>;
}

const NAME = /^(?:name|label|title|entity|canonical[ _-]?name)$/iu;
const TYPE = /^(?:type|class|category|kind)$/iu;
const ALIASES = /^(?:alias|aliases|also[ _-]?known[ _-]?as|synonyms?|other[ _-]?names)$/iu;
const WIKIDATA = /^(?:wikidata(?:[ _-]?id)?|qid)$/iu;

/**
 * Rows of a table → known entities. Columns are told by their names: one for the name (else the first), one for the
 * type, aliases (several in one cell are parted by "|" or ";"), a Wikidata id (also as an address); every other column
 * is an attribute under its own name. Rows without a name are left out.
 */
export function toKnownEntities({ header, rows }: Table): readonly KnownEntity[] {
  const name = Math.max(
    0,
    header.findIndex((column) => NAME.test(column)),
  );
  return rows.flatMap((row) => {
    const known = {
      name: row[name] ?? '',
      type: '',
      aliases: [] as string[],
      attributes: {} as Record<string, string>,
    };
    for (const [place, column] of header.entries()) {
      const value = row[place] ?? '';
      if (place === name || value === '') continue;
      if (TYPE.test(column)) known.type = value;
      else if (ALIASES.test(column))
        known.aliases.push(
          ...value
            .split(/[|;]/u)
            .map((alias) => alias.trim())
            .filter((alias) => alias !== ''),
        );
      else if (WIKIDATA.test(column))
        known.attributes['wikidata'] = /Q\d+/u.exec(value)?.[0] ?? value;
      else known.attributes[column.toLowerCase()] = value;
    }
    return known.name === '' ? [] : [known];
  });
}

/**
 * A home without documents. Its key holds the whole row, so that two people of one name in a list are two homes, and
 * the same row in two lists is one.
 */
export function toKnownProfile(known: KnownEntity, digest: Digest): Profile {
  const { name, type, aliases, attributes } = known;
  const row = JSON.stringify([
    name,
    type,
    aliases,
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  const key = toLocalKey(normaliseName(name, type), digest(row));
  return {
    id: toEntityId(digest, type, key),
    type,
    key,
    forms: [name, ...aliases].map((text, at, all) => ({ text, count: all.length - at })),
    documents: 0,
    neighbours: [],
    company: [],
    attributes,
  };
}
