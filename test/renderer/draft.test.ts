import { describe, expect, test } from 'vitest';
import { toOperations, type Draft, type Named, type Stated } from '../../renderer/state/draft.ts';
import { toMade, toTitle, toVerb } from '../../renderer/state/draft-words.ts';

const ada: Named = { id: 'e00000001', name: 'Ada Byron', type: 'Peop' };
const lovelace: Named = { id: 'e00000002', name: 'Countess of Lovelace 👩‍💻', type: 'Peop' };
const club: Named = { id: 'e00000003', name: 'Athenaeum', type: 'Org' };
const triple: Stated = {
  id: 't00000001',
  subject: ada,
  predicate: 'Work_For',
  phrase: 'works for',
  object: club,
};
const edit: Draft & { kind: 'edit' } = {
  kind: 'edit',
  triple,
  subject: ada.id,
  predicate: 'Work_For',
  object: club.id,
  isReversed: false,
};

describe('what is asked of the engine', () => {
  test('is nothing while a draft misses something or changes nothing', () => {
    const unfinished: readonly Draft[] = [
      { kind: 'merge', entities: [ada] },
      { kind: 'separate', entities: [] },
      { kind: 'split', entity: ada, mentions: [] },
      { kind: 'rename', entity: ada, text: ' Ada Byron ' },
      { kind: 'alias', entity: ada, text: '  ' },
      { kind: 'retype', entities: [ada, lovelace], type: 'Peop' },
      edit,
      {
        kind: 'addFact',
        document: 'd00000001',
        names: [],
        subject: { start: 0, end: 3, text: 'Ada', type: '' },
        predicate: 'Work_For',
        object: { start: 9, end: 18, text: 'Athenaeum' },
      },
    ];
    expect(unfinished.map(toOperations)).toEqual(unfinished.map(() => []));
  });

  test('keeps the order of a merge: the first gives the name', () => {
    expect(toOperations({ kind: 'merge', entities: [lovelace, ada] })).toEqual([
      { kind: 'entity.merge', entities: [lovelace.id, ada.id] },
    ]);
  });

  test('names of an edit only what differs', () => {
    expect(toOperations({ ...edit, isReversed: true })).toEqual([
      { kind: 'triple.edit', triple: triple.id, isReversed: true },
    ]);
    expect(toOperations({ ...edit, subject: lovelace.id, predicate: 'Live_In' })).toEqual([
      {
        kind: 'triple.edit',
        triple: triple.id,
        predicate: 'Live_In',
        subject: lovelace.id,
      },
    ]);
  });

  test('changes the type of those alone that have another', () => {
    expect(toOperations({ kind: 'retype', entities: [ada, club], type: 'Org' })).toEqual([
      { kind: 'entity.retype', entity: ada.id, type: 'Org' },
    ]);
  });
});

describe('a draft in words', () => {
  test.each<[Draft, string, string, string]>([
    [
      { kind: 'merge', entities: [ada, lovelace] },
      'Merge Ada Byron and Countess of Lovelace 👩‍💻',
      'Merge 2 entities',
      'Merged Ada Byron and Countess of Lovelace 👩‍💻.',
    ],
    [
      { kind: 'split', entity: ada, mentions: [{ document: 'd00000001', start: 0, end: 3 }] },
      'Split Ada Byron',
      'Split off 1 name',
      '1 name split off Ada Byron.',
    ],
    [{ kind: 'reject', triples: [triple] }, 'Reject this fact', 'Reject', '1 fact rejected.'],
    [
      { kind: 'rejectAll', triples: {}, count: 1200 },
      'Reject 1,200 facts',
      'Reject 1,200 facts',
      '1,200 facts rejected.',
    ],
  ])('%o', (draft, title, verb, made) => {
    expect([toTitle(draft), toVerb(draft), toMade(draft)]).toEqual([title, verb, made]);
  });
});
