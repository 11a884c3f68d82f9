import type { Mention } from '#domain/extraction';
import type { Digest } from '#domain/ids';
import { link } from './link.ts';
import { normaliseName } from './normalise.ts';
import { toProfiles } from './profiles.ts';
import { resolve } from './resolve.ts';
import { scoreClusters, type Figures } from './score.ts';

/** One document with its gold mentions; `entity` is who is meant, the same label over all documents. */
export interface GoldDocument {
  readonly text: string;
  readonly mentions: readonly (Mention & { readonly entity: string })[];
}

interface LinkedLine {
  readonly text: string;
  readonly labels: readonly {
    readonly span: readonly [number, number];
    readonly entity_id: string;
    readonly type: string;
    readonly coref?: boolean;
  }[];
}

interface CoreferenceDocument {
  readonly id: string;
  readonly text: string;
  readonly mentions: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly type: string;
    readonly cluster: string;
    readonly wikipedia?: string;
  }[];
}

/** The label of every mention that the annotators could not link. */
export const UNKNOWN = '<NIL>';

const NO_ENTITY = new Set(['DATETIME', 'QUANTITY', 'Unknown', '']);

/**
 * Both forms of the resolution data: JSON lines with `labels` (Wikidata ids), or a JSON array with clusters (GUM).
 * Left out: what is no entity (dates, quantities), mentions flagged as coreferent, and of GUM all that is no name.
 * Spans there count code points; here they count UTF-16 units.
 */
export function fromGold(data: string): readonly GoldDocument[] {
  if (data.trimStart().startsWith('['))
    return (JSON.parse(data) as readonly CoreferenceDocument[]).map(fromCoreference);
  return data
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => fromLinked(JSON.parse(line) as LinkedLine));
}

function fromLinked({ text, labels }: LinkedLine): GoldDocument {
  const offsets = toOffsets(text);
  const mentions = labels.flatMap(({ span, entity_id: entity, type, coref }) => {
    if (coref === true || NO_ENTITY.has(entity) || entity.startsWith('Unknown')) return [];
    const [start, end] = span;
    return [{ start: offsets(start), end: offsets(end), type: toType(type), score: 1, entity }];
  });
  return { text, mentions };
}

function fromCoreference({ id, text, mentions }: CoreferenceDocument): GoldDocument {
  const offsets = toOffsets(text);
  return {
    text,
    mentions: mentions
      .filter((mention) => mention.type !== 'time' && isName(mention.text))
      .map(({ start, end, type, cluster, wikipedia }) => ({
        start: offsets(start),
        end: offsets(end),
        type,
        score: 1,
        entity: wikipedia ?? `${id} ${cluster}`,
      })),
  };
}

/** Words of a name begin with capitals, but for those that only join them; "I" and "He" begin sentences. */
function isName(text: string): boolean {
  const words = text.split(/\s+/u);
  if (
    words.length > 8 ||
    /^(?:I|He|She|It|We|You|They|This|That|His|Her|Its|My|Our|Your|Their|That|There|Here|All|These|Those)(?:['\u2019]\p{L}+)?$/u.test(
      words[0] ?? '',
    )
  )
    return false;
  return (
    words.every(
      (word, at) =>
        /^\W*\p{Lu}/u.test(word) ||
        (/^(?:of|the|and|de|la|le|du|von|van|der|den|for|in|at|on|['\u2019]s|&|\p{N}+)$/u.test(
          word,
        ) &&
          at < words.length - 1) ||
        word === "'s" ||
        word === '\u2019s',
    ) && words.some((word) => /\p{Lu}/u.test(word))
  );
}

/** Wikidata classes → the names our heads use; people before places, because a person is never a place. */
const CLASSES: readonly (readonly [string, string])[] = [
  ['Q12737077', 'occupation'],
  ['Q4164871', 'position'],
  ['Q215627', 'person'],
  ['Q27096213', 'location'],
  ['Q33829', 'population'],
  ['Q1656682', 'event'],
  ['Q43229', 'organization'],
  ['Q2424752', 'product'],
  ['Q17537576', 'work'],
];

function toType(classes: string): string {
  const given = new Set(classes.split('|'));
  // A country is a place although it can also be held as a position ("Poland" in some sense of the class tree).
  if (given.has('Q27096213')) return 'location';
  return CLASSES.find(([name]) => given.has(name))?.[1] ?? [...given].sort().join(' ');
}

function toOffsets(text: string): (codePoint: number) => number {
  const isPlain = !/[\uD800-\uDBFF]/u.test(text) && !/[\u{10000}-\u{10FFFF}]/u.test(text);
  if (isPlain) return (at) => at;
  const starts = [0];
  let unit = 0;
  for (const character of text) starts.push((unit += character.length));
  return (at) => starts[at] ?? text.length;
}

export interface ResolutionFigures extends Figures {
  readonly mentions: number;
  readonly baselines: Readonly<Record<'exactName' | 'normalisedNameAndType', Figures>>;
}

export interface Evaluation extends ResolutionFigures {
  /** The same without the mentions that nobody could link: what is known to be one thing and what is known not to be. */
  readonly linked: ResolutionFigures;
  /** Pairs of homes that a person would be asked about. */
  readonly proposals: number;
}

/**
 * Resolves every document by itself and then all of them against each other, as an import does, and compares who is one
 * with the gold labels. All unlinkable mentions bear one gold label, as in the published baselines (README).
 */
export function evaluateResolution(documents: readonly GoldDocument[], digest: Digest): Evaluation {
  const resolved = documents.map(({ text, mentions }) => {
    const extraction = { start: 0, end: text.length, mentions, relations: [] };
    return {
      id: digest(text),
      text,
      mentions,
      resolution: resolve({ text, extractions: [extraction], digest }),
    };
  });
  const { clusters, links } = link(toProfiles(resolved, digest));
  const leads = new Map(clusters.flatMap((cluster) => cluster.map((id) => [id, cluster[0] ?? id])));
  const rows = resolved.flatMap(({ text, mentions, resolution }) => {
    const homes = new Map(
      resolution.clusters.flatMap(({ entity, mentions: positions }) =>
        positions.map(
          (position) => [resolution.mentions[position], leads.get(entity) ?? entity] as const,
        ),
      ),
    );
    return mentions.map((mention): Row => {
      const spelling = text.slice(mention.start, mention.end);
      return {
        gold: mention.entity,
        ours: homes.get(mention) ?? '',
        exact: spelling,
        normalised: `${mention.type}\0${normaliseName(spelling, mention.type)}`,
      };
    });
  });
  return {
    ...score(rows),
    linked: score(rows.filter(({ gold }) => gold !== UNKNOWN)),
    proposals: links.filter(({ outcome }) => outcome === 'proposed').length,
  };
}

interface Row {
  readonly gold: string;
  readonly ours: string;
  readonly exact: string;
  readonly normalised: string;
}

function score(rows: readonly Row[]): ResolutionFigures {
  const gold = rows.map((row) => row.gold);
  const by = (column: keyof Row) =>
    scoreClusters(
      gold,
      rows.map((row) => row[column]),
    );
  return {
    mentions: rows.length,
    ...by('ours'),
    baselines: { exactName: by('exact'), normalisedNameAndType: by('normalised') },
  };
}
