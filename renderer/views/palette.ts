import type { Found } from '#domain/views';
import type { Command } from '../state/command.ts';
import type { Navigation } from '../state/navigation.svelte.ts';
import { words } from '../words.ts';
import { toTypeName } from '../words/schema.ts';

export interface Entry {
  readonly key: string;
  readonly title: string;
  readonly note?: string;
  readonly keys?: readonly string[];
  readonly entity?: { readonly name: string; readonly type: string };
  readonly serif?: boolean;
  readonly run: () => void;
}

interface Group {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Everything that fits what was typed: verbs first, then names; the other way round when a name is looked for. */
export function toEntries(
  query: string,
  namesFirst: boolean,
  commands: readonly Command[],
  found: Found | undefined,
  navigation: Navigation,
): readonly Group[] {
  const verbs: Group = {
    title: words.palette.commands,
    entries: commands
      .filter(({ title }) => fits(title, query))
      .map((command) => ({ ...command, key: command.title })),
  };
  const names = found ? toNames(found, navigation) : [];
  const groups = namesFirst ? [...names, verbs] : [verbs, ...names];
  return groups.filter(({ entries }) => entries.length > 0);
}

/** Every word typed begins a word of the title. */
function fits(title: string, query: string): boolean {
  const begins = title.toLowerCase().split(/[\s:]+/);
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => begins.some((begin) => begin.startsWith(word)));
}

function toNames(found: Found, navigation: Navigation): readonly Group[] {
  const { palette, facts } = words;
  return [
    {
      title: palette.entities,
      entries: found.entities.map((entity) => ({
        key: entity.id,
        title: entity.name,
        entity,
        note: `${toTypeName(entity.type)}, ${words.count.facts(entity.triples)}`,
        run: () => navigation.selectEntity(entity.id),
      })),
    },
    {
      title: palette.facts,
      entries: found.triples.map((triple) => ({
        key: triple.id,
        title: `${triple.subject.name} ${triple.phrase} ${triple.object.name}`,
        note: facts.stated(triple.documents, triple.sentences),
        run: () => navigation.selectTriple(triple.id),
      })),
    },
    {
      title: palette.sentences,
      entries: found.sentences.map((sentence) => ({
        key: `${sentence.document}${sentence.start}`,
        title: sentence.text,
        serif: true,
        note: sentence.documentName,
        run: () =>
          navigation.read(sentence.document, {
            kind: 'sentence',
            document: sentence.document,
            start: sentence.start,
            end: sentence.end,
          }),
      })),
    },
    {
      title: palette.documents,
      entries: found.documents.map((row) => ({
        key: row.path,
        title: row.title ?? row.name,
        note: words.count.facts(row.triples),
        run: () => {
          const selection = { kind: 'document', path: row.path } as const;
          if (row.id) navigation.read(row.id, selection);
          else navigation.go({ view: 'documents', selection });
        },
      })),
    },
  ];
}
