import { readFileSync } from 'node:fs';
import { join, resolve as toPath } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Extraction, Mention, Relation } from '#domain/extraction';
import { fromGold, UNKNOWN } from '#resolve/gold';
import { root } from '../../line/command.ts';

/** A document with its names given; `labels` says who is meant where somebody did (by position of the mention). */
export interface NamedDocument {
  readonly text: string;
  readonly extraction: Extraction;
  readonly labels: readonly (string | undefined)[];
}

const shared = toPath(root, process.env['ESPALIER_SHARED'] ?? '../shared', 'data');

function readShared(path: string): string {
  const bytes = readFileSync(join(shared, path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** A set of `shared/data/resolution` as `espalier evaluate` takes it. */
export function readSet(path: string): readonly NamedDocument[] {
  return fromGold(readShared(`resolution/${path}`)).map(({ text, mentions }) => ({
    text,
    extraction: { start: 0, end: text.length, mentions, relations: [] },
    labels: mentions.map(({ entity }) => (entity === UNKNOWN ? undefined : entity)),
  }));
}

interface DocRed {
  readonly sents: readonly (readonly string[])[];
  readonly vertexSet: readonly (readonly {
    readonly type: string;
    readonly pos: readonly [number, number];
    readonly sent_id: number;
  }[])[];
  readonly labels: readonly { readonly r: string; readonly h: number; readonly t: number }[];
}

/** Wikipedia's paragraphs with their names and relations. Which names mean one thing is marked there, and not looked at. */
export function readDocRed(): readonly NamedDocument[] {
  return ['dev', 'test'].flatMap((part) =>
    (JSON.parse(readShared(`corpora/redocred/redocred_${part}.json.gz`)) as DocRed[]).map(
      fromDocRed,
    ),
  );
}

function fromDocRed({ sents, vertexSet, labels }: DocRed): NamedDocument {
  let text = '';
  const starts = sents.map((sentence) =>
    sentence.map((token) => {
      const start = text.length;
      text += `${token} `;
      return [start, start + token.length] as const;
    }),
  );
  const mentions: Mention[] = [];
  const first = vertexSet.map((names) => {
    const place = mentions.length;
    for (const { type, pos, sent_id } of names) {
      const [from, to] = [starts[sent_id]?.[pos[0]], starts[sent_id]?.[pos[1] - 1]];
      if (from && to && /^(?:PER|ORG|LOC|MISC)$/u.test(type))
        mentions.push({ start: from[0], end: to[1], type, score: 1 });
    }
    return mentions.length > place ? place : undefined;
  });
  const relations = labels.flatMap(({ r: type, h, t }): Relation[] => {
    const [head, tail] = [first[h], first[t]];
    return head === undefined || tail === undefined ? [] : [{ head, tail, type, score: 1 }];
  });
  const extraction = { start: 0, end: text.length, mentions, relations };
  return { text, extraction, labels: mentions.map(() => undefined) };
}

interface Passage {
  readonly document_id: string;
  readonly fold: number;
  readonly text: string;
  readonly facts: readonly {
    readonly property: string;
    readonly subject: Argument;
    readonly object: Argument;
  }[];
}

interface Argument {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly uri?: string;
}

const OF_ORGANISATIONS = /^(?:HEADQUARTERS|FOUNDED_BY|CEO|SUBSIDIARY_OF|DATE_FOUNDED)$/u;
const TO_PLACES = /^(?:PLACE_OF_\w+|HEADQUARTERS|NATIONALITY)$/u;
const TO_ORGANISATIONS =
  /^(?:EMPLOYEE_OR_MEMBER_OF|EDUCATED_AT|POLITICAL_AFFILIATION|SUBSIDIARY_OF)$/u;

/** KnowledgeNet: names in news and web pages, many with their Wikidata address. By fold, so that a fold can be held out. */
export function readKnowledgeNet(folds: readonly number[]): readonly NamedDocument[] {
  const documents = new Map<string, Passage[]>();
  for (const line of readShared('corpora/knowledgenet/knowledgenet_train.jsonl.gz')
    .trim()
    .split('\n')) {
    const passage = JSON.parse(line) as Passage;
    if (!folds.includes(passage.fold)) continue;
    documents.set(passage.document_id, [...(documents.get(passage.document_id) ?? []), passage]);
  }
  return [...documents.values()].map(fromPassages);
}

function fromPassages(passages: readonly Passage[]): NamedDocument {
  let text = '';
  const places = new Map<string, number>();
  const [mentions, relations]: [Mention[], Relation[]] = [[], []];
  const labels: (string | undefined)[] = [];
  for (const { text: own, facts } of passages) {
    const offset = text.length;
    const add = ({ start, end, text: name, uri }: Argument, type: string) => {
      if (!/\p{Lu}/u.test(name) || /^(?:He|She|It|His|Her|Its|They|Their|Who)$/u.test(name))
        return undefined;
      const at = `${offset + start} ${offset + end}`;
      const place = places.get(at) ?? mentions.length;
      if (place === mentions.length) {
        mentions.push({ start: offset + start, end: offset + end, type, score: 1 });
        places.set(at, place);
      }
      labels[place] ??= uri;
      return place;
    };
    for (const { property, subject, object } of facts) {
      const head = add(subject, OF_ORGANISATIONS.test(property) ? 'ORG' : 'PER');
      if (property.startsWith('DATE_')) continue;
      const tail = add(
        object,
        TO_PLACES.test(property) ? 'LOC' : TO_ORGANISATIONS.test(property) ? 'ORG' : 'PER',
      );
      if (head !== undefined && tail !== undefined && head !== tail)
        relations.push({ head, tail, type: property, score: 1 });
    }
    text += `${own}\n\n`;
  }
  const extraction = { start: 0, end: text.length, mentions, relations };
  return { text, extraction, labels };
}
