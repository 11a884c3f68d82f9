import type { Mention, Relation } from '#domain/extraction';
import type { Cluster } from '#domain/graph';
import { toDocumentId, toEntityId, type RunId } from '#domain/ids';
import { digest, type StoreInput } from '#store/facts';

/** A generator of numbers in [0, 1) from a seed (mulberry32). */
export function createDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const PREDICATES = ['Work_For', 'Live_In', 'Kill', 'Located_In', 'OrgBased_In'] as const;
const TYPES = ['Peop', 'Org', 'Loc', 'Other'] as const;
const GIVEN = [
  'Ada',
  'Bo',
  'Chiara',
  'Dmitri',
  'Élise',
  'Farid',
  'Grace',
  'Hồng',
  'İnci',
  'José',
] as const;
const run: RunId = `r${'5'.repeat(24)}`;

/**
 * Document number `n` of a made-up collection: `sentences` sentences of two mentions and one relation each. A few of the
 * `entities` entities are in very many of them, as in life.
 */
export function makeCrowd(
  dice: () => number,
  n: number,
  sentences: number,
  entities: number,
): StoreInput {
  const pick = (): { name: string; type: string } => {
    const number = Math.floor(entities * dice() ** 3);
    return {
      name: `${GIVEN[number % GIVEN.length] ?? ''} ${number.toString(36).toUpperCase()}son`,
      type: TYPES[number % TYPES.length] ?? '',
    };
  };
  let text = `Report ${n} 📄\n`;
  const mentions: Mention[] = [];
  const relations: Relation[] = [];
  const spans: { start: number; end: number }[] = [];
  const clusters = new Map<string, Cluster & { mentions: number[] }>();
  for (let at = 0; at < sentences; at += 1) {
    const start = text.length;
    for (const glue of [
      ' was seen by the old mill with ',
      ' in the early summer of that long year.',
    ]) {
      const { name, type } = pick();
      const key = name.toLowerCase();
      const entity = toEntityId(digest, type, key);
      const cluster = clusters.get(entity) ?? { key, type, entity, mentions: [] };
      cluster.mentions.push(mentions.length);
      clusters.set(entity, cluster);
      mentions.push({
        start: text.length,
        end: text.length + name.length,
        type,
        score: 0.5 + dice() / 2,
      });
      text += name + glue;
    }
    spans.push({ start, end: text.length });
    text += '\n';
    const type = PREDICATES[Math.floor(dice() * PREDICATES.length)] ?? '';
    relations.push({
      head: mentions.length - 2,
      tail: mentions.length - 1,
      type,
      score: 0.5 + dice() / 2,
    });
  }
  const sha256 = digest(text);
  const path = `/crowd/${n % 100}/report-${n}.txt`;
  return {
    source: {
      path,
      name: `report-${n}.txt`,
      root: '/crowd',
      bytes: text.length,
      modified: n,
      sha256,
    },
    state: 'done',
    code: null,
    detail: null,
    documentId: toDocumentId(sha256),
    document: {
      format: 'txt',
      text,
      blocks: [{ start: 0, end: text.length, kind: 'paragraph' }],
      pages: [],
      metadata: { title: `Report ${n}` },
    },
    sentences: spans.map((span) => ({ ...span, tokens: [] })),
    resolution: { mentions, relations, clusters: [...clusters.values()] },
    run,
    model: 'minilm/news@0123456789ab',
  };
}
