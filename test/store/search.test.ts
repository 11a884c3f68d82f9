import { describe, expect, it, onTestFinished } from 'vitest';
import { toNaming } from '#resolve/name';
import { listDocuments } from '#store/documents';
import { listEntities } from '#store/entities';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { find } from '#store/search';
import { forgetSource, storeDocument } from '#store/store-document';
import { listTriples } from '#store/triples';
import { lives, makeInput, makePath, works } from './make.ts';
import { fc } from '../random.ts';

function make(): Project {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  const said = [
    works('Élodie Dürer', 'Café NEAR'),
    lives('王小明', '東京'),
    { parts: ['これは東京大学の話です。'] },
    { parts: ['It\'s 100% C++ "quoted" AND OR NOT (x)'] },
  ];
  storeDocument(project, makeInput('/in/Größe.txt', said), toNaming);
  return project;
}

describe('search', () => {
  it.each([
    ['elodie', 'entities'],
    ['dürer', 'entities'],
    ['LODIE', 'entities'],
    ['東京', 'entities'],
    ['王', 'entities'],
    ['near', 'entities'],
    ['elodie', 'triples'],
    ['東京', 'triples'],
    ['durer works', 'sentences'],
    ['wor', 'sentences'],
    ['京大', 'sentences'],
    ['quoted AND', 'sentences'],
    ['c++', 'sentences'],
    ['"it\'s', 'sentences'],
    ['größe', 'documents'],
    ['4 things', 'documents'],
  ] as const)('finds %s among %s', (typed, kind) => {
    const found = find(make(), typed);
    expect(found[kind].length).toBeGreaterThan(0);
  });

  it.each(['', '   ', 'nowhere', 'orks', '\0', '*', '""', '%', '_'])(
    'finds no sentence for %j',
    (typed) => {
      expect(find(make(), typed).sentences).toEqual([]);
    },
  );

  it('gives sentences as they stand in the text, and the same name first', () => {
    const project = make();
    storeDocument(
      project,
      makeInput('/in/more.txt', [
        works('Dürerson', 'Opel'),
        works('Dürer', 'Opel'),
        lives('Dürerson', 'Ulm'),
      ]),
      toNaming,
    );
    expect(find(project, 'dürer').entities.map(({ name }) => name)).toEqual([
      'Dürer',
      'Dürerson',
      'Élodie Dürer',
    ]);
    const [sentence] = find(project, 'élodie').sentences;
    expect(sentence).toMatchObject({
      documentName: 'Größe.txt',
      start: 0,
      text: 'Élodie Dürer 🍎 works for Café NEAR.',
    });
    expect(find(project, 'dürer', 1).entities).toHaveLength(1);
    forgetSource(project, '/in/Größe.txt', toNaming);
    expect(find(project, 'élodie')).toEqual({
      entities: [],
      triples: [],
      sentences: [],
      documents: [],
    });
  });

  it('never takes what is typed for a query language', () => {
    const project = make();
    const word = fc.constantFrom(
      '"',
      '*',
      '^',
      'NEAR',
      'AND',
      '(',
      ')',
      ':',
      '-',
      '+',
      '{',
      'text:',
      '\0',
      '\ud800',
      "'",
      ';',
      '--',
      '\\',
      '%',
      '東',
      'é',
      'e\u0301',
      '🍎',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(typed, (query) => {
        find(project, query);
        listTriples(project, { query });
        listEntities(project, { query });
        listDocuments(project, { query });
      }),
      { numRuns: 1000 },
    );
    expect(listTriples(project).total).toBe(2);
  });
});
