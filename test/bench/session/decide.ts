import type { OperationKind } from '#domain/curation';
import type { InputOf } from '#contract/commands';
import { EngineError } from '#contract/errors';
import type { DecisionId, EntityId, TripleId } from '#domain/ids';
import type { EntityRow, MentionInText, TripleRow } from '#domain/views';
import type { Asking } from './engine.ts';
import { pageThrough, toQuote, type Quote } from './quotes.ts';
import { toNumber } from './texts.ts';

/** As the contract takes it. */
export type Asked = InputOf<'decision.make'>['operations'][number];

/** What a person meant by one operation, in the words of the texts. */
export interface Meant {
  readonly kind: OperationKind;
  /** By entity it speaks of, every name of it there was. */
  readonly groups: readonly (readonly Quote[])[];
  /** Names pointed out one by one. */
  readonly places: readonly Quote[];
  readonly facts: readonly {
    readonly predicate: string;
    readonly said: readonly (readonly [subject: Quote, object: Quote])[];
  }[];
  /** Name, alias, type or predicate that is given. */
  readonly given: string;
  readonly isReversed?: boolean;
}

export interface Made {
  readonly decision: DecisionId;
  readonly asked: readonly Asked[];
  readonly meant: readonly Meant[];
  isUndone: boolean;
}

type Dice = () => number;

/** So many of each; the rest are undone ones. */
const SESSION: readonly (readonly [kind: OperationKind | 'proposal', count: number])[] = [
  ['proposal', 50],
  ['entity.merge', 22],
  ['entity.split', 14],
  ['entity.rename', 14],
  ['entity.retype', 12],
  ['entity.addAlias', 8],
  ['entity.hide', 10],
  ['entity.separate', 8],
  ['triple.accept', 10],
  ['triple.reject', 16],
  ['triple.edit', 14],
  ['triple.add', 8],
  ['mention.add', 8],
  ['mention.remove', 6],
];

const BULK: readonly Asked[] = [
  { kind: 'selection.reject', triples: { query: 'Congress', minScore: 0 } },
  { kind: 'selection.accept', triples: { minScore: 0.97, predicates: ['Live_In'] } },
  { kind: 'selection.hide', entities: { query: 'cent', types: ['Other'] } },
  { kind: 'selection.retype', entities: { query: 'war', types: ['Other'] }, type: 'Event' },
];

/** A session of decisions, each planned before it is made; every fifteenth is undone. */
export async function decideAll(
  client: Asking,
  dice: Dice,
  wanted: number,
): Promise<readonly Made[]> {
  const writer = createWriter(client);
  const kinds = SESSION.flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  const made: Made[] = [];
  for (let turn = 0; made.length < wanted && turn < wanted * 20; turn += 1) {
    const bulk = made.length % 50 === 25 ? BULK[Math.floor(made.length / 50)] : undefined;
    const kind = kinds[Math.floor(dice() * kinds.length)] ?? 'proposal';
    const asked = bulk ? [bulk] : await toss(client, dice, kind);
    if (asked.length === 0) continue;
    try {
      const meant = (await Promise.all(asked.map(writer))).flat();
      await client.call('decision.plan', { operations: [...asked] });
      const { decision } = await client.call('decision.make', { operations: [...asked] });
      made.push({ decision: decision.id, asked, meant, isUndone: false });
    } catch (error) {
      // A refusal is an answer, too.
      if (!(error instanceof EngineError) || error.code !== 'decision-refused') throw error;
      continue;
    }
    if (made.length % 15 === 14) await undoOne(client, made, dice);
  }
  return made;
}

async function undoOne(client: Asking, made: readonly Made[], dice: Dice): Promise<void> {
  const standing = made.filter(({ isUndone }) => !isUndone);
  const decision = standing[Math.floor(dice() * standing.length)]?.decision;
  if (decision === undefined) return;
  const { undone } = await client.call('decision.undo', { decision });
  for (const each of made) if (undone.includes(each.decision)) each.isUndone = true;
}

async function toss(
  client: Asking,
  dice: Dice,
  kind: OperationKind | 'proposal',
): Promise<readonly Asked[]> {
  const pick = <Item>(items: readonly Item[]): Item | undefined =>
    items[Math.floor(dice() * items.length)];
  const some = async (least: number): Promise<EntityRow | undefined> => {
    const { rows } = await client.call('entity.list', { limit: 600 });
    return pick(rows.filter(({ mentions }) => mentions >= least));
  };
  const names = async (entity: EntityId) =>
    (await client.call('entity.listMentions', { entity, limit: 200 })).rows;
  const fact = async () => {
    const { total } = await client.call('triple.list', { limit: 1 });
    const offset = Math.floor(dice() * total);
    return (await client.call('triple.list', { offset, limit: 1 })).rows[0];
  };
  if (kind === 'proposal') {
    const { rows } = await client.call('proposal.list', { kinds: ['link'], limit: 50 });
    const [asked] = rows;
    if (!asked) return [];
    const { yes, no } = await client.call('proposal.get', { proposal: asked.id });
    return (dice() < 0.6 ? yes.operations : no.operations) as readonly Asked[];
  }
  const one = await some(kind === 'entity.split' ? 3 : 1);
  if (!one) return [];
  switch (kind) {
    case 'entity.merge':
    case 'entity.separate': {
      // Whose names share a word, as a person would think of.
      const word = pick(one.name.split(' ').filter((part) => /^\p{Lu}\p{L}{3,}/u.test(part)));
      if (word === undefined) return [];
      const { rows } = await client.call('entity.list', { query: word, types: [one.type] });
      const other = pick(rows.filter(({ id }) => id !== one.id));
      return other ? [{ kind, entities: [one.id, other.id] }] : [];
    }
    case 'entity.split': {
      const all = await names(one.id);
      const chosen = all.filter(() => dice() < 0.4);
      if (chosen.length === 0 || chosen.length === all.length) return [];
      return [{ kind, entity: one.id, mentions: chosen.map(toPlace) }];
    }
    case 'entity.rename':
      return [{ kind, entity: one.id, name: `${one.name} (${Math.floor(dice() * 1000)})` }];
    case 'entity.retype':
      return [{ kind, entity: one.id, type: pick(['Org', 'Loc', 'Event', 'Work']) ?? '' }];
    case 'entity.addAlias':
      return [{ kind, entity: one.id, alias: `${one.name} alias ${Math.floor(dice() * 1000)}` }];
    case 'entity.hide':
      return [{ kind, entity: one.id }];
    case 'triple.accept':
    case 'triple.reject': {
      const found = await fact();
      return found ? [{ kind, triple: found.id }] : [];
    }
    case 'triple.edit': {
      const found = await fact();
      if (!found) return [];
      if (dice() < 0.4) return [{ kind, triple: found.id, isReversed: true }];
      return [{ kind, triple: found.id, predicate: pick(['Leads', 'Born_In', 'Visits']) ?? '' }];
    }
    case 'mention.remove': {
      const mention = pick(await names(one.id));
      return mention ? [{ kind, ...toPlace(mention) }] : [];
    }
    case 'mention.add': {
      const mention = pick(await names(one.id));
      const words = mention && pick(listFreeWords(mention));
      if (!mention || !words) return [];
      const { document } = mention;
      const of = dice() < 0.5 ? { entity: one.id } : {};
      return [{ kind, document, ...words, type: pick(['Other', 'Event']) ?? '', ...of }];
    }
    case 'triple.add': {
      const mention = pick(await names(one.id));
      const words = mention && pick(listFreeWords(mention));
      if (!mention || !words) return [];
      const { document, start, end } = mention;
      const object = { ...words, type: 'Other' };
      return [{ kind, document, subject: { start, end }, predicate: 'Mentions', object }];
    }
    default:
      return [];
  }
}

const toPlace = ({ document, start, end }: MentionInText) => ({ document, start, end });

/** Long small words of the sentence: nothing is marked there. */
function listFreeWords({ sentence, start: from, end: to }: MentionInText) {
  return [...sentence.text.matchAll(/\b\p{Ll}{6,}\b/gu)]
    .map(({ index, 0: word }) => ({
      start: sentence.start + index,
      end: sentence.start + index + word.length,
    }))
    .filter(({ start, end }) => end < from || start > to);
}

/** Puts an operation by id into words, before it is made. */
function createWriter(client: Asking) {
  const texts = new Map<string, { readonly number: number; readonly text: string }>();
  const read = async (document: MentionInText['document']) => {
    const known = texts.get(document);
    if (known) return known;
    const { row, text } = await client.call('document.get', { document });
    const made = { number: toNumber(row.path), text };
    texts.set(document, made);
    return made;
  };
  const quote = async (place: {
    readonly document: MentionInText['document'];
    readonly start: number;
    readonly end: number;
  }): Promise<Quote> => {
    const { number, text } = await read(place.document);
    return toQuote(new Map([[number, text]]), { ...place, number });
  };
  const groupOf = async (entity: EntityId) => {
    const rows = await pageThrough((offset) =>
      client.call('entity.listMentions', { entity, offset, limit: 1000 }),
    );
    return Promise.all(rows.map(quote));
  };
  const factOf = async (triple: TripleId) => {
    const { predicate, evidence } = await client.call('triple.get', { triple });
    const said = evidence.map(
      async ({ document, subject, object }) =>
        [await quote({ ...subject, document }), await quote({ ...object, document })] as const,
    );
    return { predicate, said: await Promise.all(said) };
  };

  const none = { groups: [], places: [], facts: [], given: '' };
  return async (operation: Asked): Promise<readonly Meant[]> => {
    const { kind } = operation;
    switch (kind) {
      case 'entity.merge':
      case 'entity.separate':
        return [{ ...none, kind, groups: await Promise.all(operation.entities.map(groupOf)) }];
      case 'entity.split':
        return [
          {
            ...none,
            kind,
            groups: [await groupOf(operation.entity)],
            places: await Promise.all(operation.mentions.map(quote)),
          },
        ];
      case 'entity.rename':
      case 'entity.retype':
      case 'entity.addAlias':
      case 'entity.hide': {
        const given =
          kind === 'entity.rename'
            ? operation.name
            : kind === 'entity.retype'
              ? operation.type
              : kind === 'entity.addAlias'
                ? operation.alias
                : '';
        return [{ ...none, kind, groups: [await groupOf(operation.entity)], given }];
      }
      case 'triple.accept':
      case 'triple.reject':
        return [{ ...none, kind, facts: [await factOf(operation.triple)] }];
      case 'triple.edit': {
        const { predicate = '', isReversed = false, triple } = operation;
        return [{ ...none, kind, facts: [await factOf(triple)], given: predicate, isReversed }];
      }
      case 'triple.add': {
        const { document, subject, object, predicate } = operation;
        const said = [
          [await quote({ document, ...subject }), await quote({ document, ...object })] as const,
        ];
        return [{ ...none, kind, facts: [{ predicate, said }], given: predicate }];
      }
      case 'mention.add':
      case 'mention.remove': {
        const groups =
          kind === 'mention.add' && operation.entity ? [await groupOf(operation.entity)] : [];
        return [{ ...none, kind, groups, places: [await quote(operation)] }];
      }
      case 'selection.accept':
      case 'selection.reject': {
        const rows = await pageThrough<TripleRow>((offset) =>
          client.call('triple.list', { ...operation.triples, offset, limit: 1000 }),
        );
        const single = kind === 'selection.accept' ? 'triple.accept' : 'triple.reject';
        return Promise.all(
          rows.map(async ({ id }) => ({ ...none, kind: single, facts: [await factOf(id)] })),
        );
      }
      case 'selection.hide':
      case 'selection.retype': {
        const rows = await pageThrough<EntityRow>((offset) =>
          client.call('entity.list', { ...operation.entities, offset, limit: 1000 }),
        );
        const [single, given] =
          kind === 'selection.hide'
            ? (['entity.hide', ''] as const)
            : (['entity.retype', operation.type] as const);
        return Promise.all(
          rows.map(async ({ id }) => ({
            ...none,
            kind: single,
            groups: [await groupOf(id)],
            given,
          })),
        );
      }
    }
  };
}
