import { describe, expect, it, onTestFinished } from 'vitest';
import type { Page, Span } from '#domain/document';
import { toNaming } from '#resolve/name';
import { eachCitedTriple } from '#store/cited';
import { digest } from '#store/digest';
import { getDocument, listDocuments } from '#store/documents';
import { getEntity, listEntities } from '#store/entities';
import type { StoreInput } from '#store/facts';
import { storeFailure } from '#store/journal';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { find } from '#store/search';
import { forgetSource, storeDocument, type StoreDelta } from '#store/store-document';
import { getSummary } from '#store/summary';
import { getTriple, listTriples } from '#store/triples';
import { verify } from '#store/verify';
import { lives, makeInput, makePath, run, works, type Said } from './make.ts';
import { fc } from '../random.ts';

function make(): Project {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  return project;
}

function store(project: Project, input: StoreInput): StoreDelta {
  return storeDocument(project, input, toNaming);
}

function countRows(project: Project): readonly number[] {
  return [
    'document',
    'layout',
    'piece',
    'sentence',
    'mention',
    'relation',
    'triple',
    'entity',
    'cell',
    'entity_count',
    'surface_form',
    'position',
    'source',
  ].map((table) => project.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).rows);
}

const sound = { ok: true, problems: [] };

describe('a stored document', () => {
  it('comes back as it went in, with its evidence', () => {
    const project = make();
    const said = [works('Clark Kent', 'Daily Planet'), lives('Kent', 'Metropolis 🌆')];
    const input = makeInput('/in/kent.txt', said, { page: 3 });
    const delta = store(project, input);
    expect(delta).toMatchObject({
      sentences: 2,
      mentions: 4,
      relations: 2,
      triples: { removed: [], kept: 0 },
    });
    const { row, ...rest } = getDocument(project, input.documentId);
    const { text, blocks, pages, metadata } = input.document;
    expect(rest).toEqual({ text, blocks, pages, metadata });
    expect(row).toMatchObject({
      path: '/in/kent.txt',
      state: 'done',
      sentences: 2,
      mentions: 4,
      triples: 2,
      pages: null,
    });
    const triple = getTriple(project, delta.triples.added[0] ?? 't');
    expect(triple).toMatchObject({
      subject: { name: 'Clark Kent' },
      object: { name: 'Daily Planet' },
      predicate: 'Work_For',
      score: 0.8,
    });
    const [evidence] = triple.evidence;
    expect(evidence).toMatchObject({
      documentName: 'kent.txt',
      page: 3,
      run,
      model: input.model,
      score: 0.8,
    });
    for (const span of [evidence?.sentence, evidence?.subject, evidence?.object])
      expect(text.slice(span?.start, span?.end)).toBe(span?.text);
    expect(verify(project, toNaming)).toEqual(sound);
  });

  it('knows where on its page a fact stands', () => {
    const project = make();
    const input = makeInput('/in/a.txt', [works('Ada King', 'Ford'), lives('Ada King', 'Rome')], {
      page: 1,
    });
    const places = input.resolution.mentions.map(
      ({ start, end }, at) => [start, end, 72, 72 + 20 * at, 30, 12] as const,
    );
    const size = { number: 1, width: 600, height: 800, start: 0, end: input.document.text.length };
    const boxOf = (of: Span | undefined) => ({
      page: 1,
      box: {
        left: 72,
        top: 72 + 20 * places.findIndex(([start]) => start === of?.start),
        width: 30,
        height: 12,
      },
    });
    const store1 = (page: Partial<Page>) =>
      store(project, { ...input, document: { ...input.document, pages: [{ ...size, ...page }] } });
    const evidence = () => {
      const [row] = listTriples(project, { predicates: ['Live_In'] }).rows;
      return getTriple(project, row?.id ?? 't').evidence;
    };
    store1({ places });
    const [plain] = evidence();
    const boxes = [boxOf(plain?.subject), boxOf(plain?.object)];
    expect(plain).toMatchObject({
      page: 1,
      subject: { boxes: boxes.slice(0, 1) },
      object: { boxes: boxes.slice(1) },
      boxes,
    });
    expect(plain).not.toHaveProperty('origin');
    // Of a page that was recognised every word is kept: a name of two words has two boxes.
    const { start = 0, end = 0 } = plain?.subject ?? {};
    const words = [
      [start, start + 3, 72, 112, 10, 12],
      [start + 4, end, 84, 112, 18, 12],
    ] as const;
    store1({ places: words, origin: 'ocr' });
    expect(evidence()).toMatchObject([
      { origin: 'ocr', subject: { boxes: [{ page: 1 }, { page: 1 }] } },
    ]);
    expect([...eachCitedTriple(project)].flatMap((triple) => triple.evidence)).toContainEqual(
      expect.objectContaining({ origin: 'ocr' }),
    );
  });

  it('may be longer than a piece, with pairs on the seams', () => {
    const project = make();
    const said = Array.from({ length: 900 }, (_, at): Said =>
      works(`Ann ${'🧵'.repeat(at % 7)}${'x'.repeat(at % 5)}`, '𠀋𠀋社'),
    );
    const input = makeInput('/in/long.txt', said);
    store(project, input);
    expect(getDocument(project, input.documentId).text).toBe(input.document.text);
    expect(verify(project, toNaming)).toEqual(sound);
    for (const { best } of listTriples(project, { limit: 900 }).rows)
      expect(input.document.text.slice(best.sentence.start, best.sentence.end)).toBe(
        best.sentence.text,
      );
  });

  it('adds evidence to triples that are there, keeps the best score, and gives it back', () => {
    const project = make();
    const first = store(project, makeInput('/in/a.txt', [works('Ada King', 'Ford', 0.5)]));
    const second = store(
      project,
      makeInput(
        '/in/b.txt',
        ['x', 'y'].flatMap(() => [works('Ada King', 'Ford', 0.9)]),
      ),
    );
    expect(second.triples).toEqual({ added: [], removed: [], kept: 1 });
    const id = first.triples.added[0] ?? 't';
    expect(listTriples(project).rows).toMatchObject([
      { id, score: 0.9, documents: 2, sentences: 3, best: { documentName: 'b.txt' } },
    ]);
    expect(forgetSource(project, '/in/b.txt', toNaming).triples).toEqual({
      added: [],
      removed: [],
      kept: 0,
    });
    expect(listTriples(project).rows).toMatchObject([
      { id, score: 0.5, documents: 1, sentences: 1 },
    ]);
    expect(forgetSource(project, '/in/a.txt', toNaming).triples.removed).toEqual([id]);
    expect(countRows(project).every((rows) => rows === 0)).toBe(true);
    expect(find(project, 'Ada').entities).toEqual([]);
    expect(find(project, 'works').sentences).toEqual([]);
  });

  it('replaces what its source said before', () => {
    const project = make();
    const first = store(
      project,
      makeInput('/in/a.txt', [works('Ada King', 'Ford'), lives('Ada King', 'Rome')]),
    );
    const second = store(
      project,
      makeInput('/in/a.txt', [lives('Ada King', 'Rome'), works('Bo Li', 'Fiat')]),
    );
    expect(second.triples.kept).toBe(1);
    expect(second.triples.removed).toEqual(first.triples.added.slice(0, 1));
    expect(second.triples.added).toHaveLength(1);
    expect(getSummary(project)).toMatchObject({ triples: 2, documents: { done: 1 }, sentences: 2 });
    expect(verify(project, toNaming)).toEqual(sound);
  });

  it('is one document under two paths, and lives as long as either', () => {
    const project = make();
    const one = makeInput('/in/a.txt', [works('Ada King', 'Ford')]);
    store(project, one);
    const two = store(project, makeInput('/in/copy.txt', [works('Ada King', 'Ford')]));
    expect(two).toEqual({
      sentences: 0,
      mentions: 0,
      relations: 0,
      triples: { added: [], removed: [], kept: 0 },
    });
    expect(listDocuments(project).rows.map(({ id }) => id)).toEqual([
      one.documentId,
      one.documentId,
    ]);
    forgetSource(project, '/in/a.txt', toNaming);
    expect(getSummary(project).triples).toBe(1);
    expect(getDocument(project, one.documentId).row.path).toBe('/in/copy.txt');
    store(project, makeInput('/in/copy.txt', [works('Bo Li', 'Ford')]));
    expect(
      listEntities(project)
        .rows.map(({ name }) => name)
        .sort(),
    ).toEqual(['Bo Li', 'Ford']);
    expect(verify(project, toNaming)).toEqual(sound);
  });

  it('is written anew by another run, and by the same run where it reads better', () => {
    const project = make();
    const bytes = 'the same bytes';
    store(project, makeInput('/in/a.txt', [works('Ada King', 'Ford')], { bytes }));
    const other = store(
      project,
      makeInput('/in/a.txt', [works('Ada King', 'Fiat')], { bytes, run: `r${'2'.repeat(24)}` }),
    );
    expect([other.triples.added.length, other.triples.removed.length]).toEqual([1, 1]);
    expect(
      store(project, makeInput('/in/a.txt', [works('Ada King', 'Opel')], { bytes })).triples.added,
    ).toHaveLength(1);
    expect(verify(project, toNaming)).toEqual(sound);
  });

  it('stands in one reading whichever of two names was read first', () => {
    const bytes = 'read in two ways';
    const inputs = [
      makeInput('/in/a.txt', [works('Ada King', 'Ford')], { bytes }),
      makeInput('/in/a.md', [works('Ada King', 'Fiat')], { bytes, format: 'md' }),
    ];
    const digests = [inputs, inputs.toReversed()].map((order) => {
      const project = make();
      for (const input of order) store(project, input);
      return digest(project);
    });
    expect(digests[0]).toBe(digests[1]);
  });

  it('gives way to a failure', () => {
    const project = make();
    store(project, makeInput('/in/a.txt', [works('Ada King', 'Ford')]));
    const delta = storeFailure(
      project,
      {
        path: '/in/a.txt',
        state: 'skipped',
        code: 'no-text',
        detail: null,
        sha256: null,
        run: null,
      },
      toNaming,
    );
    expect(delta.triples.removed).toHaveLength(1);
    expect(listDocuments(project).rows).toMatchObject([
      { id: null, state: 'skipped', code: 'no-text', triples: 0 },
    ]);
    expect(verify(project, toNaming)).toEqual(sound);
  });

  it('changes nothing where a stage broke its promise', () => {
    const project = make();
    store(project, makeInput('/in/a.txt', [works('Ada King', 'Ford')]));
    const before = digest(project);
    const input = makeInput('/in/b.txt', [works('Bo Li', 'Ford')]);
    expect(() =>
      store(project, { ...input, resolution: { ...input.resolution, clusters: [] } }),
    ).toThrow(RangeError);
    expect(() =>
      store(project, { ...input, source: { ...input.source, path: null as unknown as string } }),
    ).toThrow();
    expect(digest(project)).toBe(before);
  });
});

describe('an entity', () => {
  it('is named by its spellings, and renamed as they come and go', () => {
    const project = make();
    store(project, makeInput('/in/a.txt', [works('ADA KING', 'Ford')]));
    store(project, makeInput('/in/b.txt', [works('Ada King', 'Ford'), works('Ada King', 'Ford')]));
    const [ada] = listEntities(project, { types: ['Peop'] }).rows;
    expect(ada).toMatchObject({
      name: 'Ada King',
      aliases: ['ADA KING'],
      mentions: 3,
      documents: 2,
      triples: 1,
    });
    expect(getEntity(project, ada?.id ?? 'e').surfaceForms).toEqual([
      { text: 'Ada King', mentions: 2 },
      { text: 'ADA KING', mentions: 1 },
    ]);
    forgetSource(project, '/in/b.txt', toNaming);
    expect(listEntities(project, { types: ['Peop'] }).rows).toMatchObject([
      { name: 'ADA KING', aliases: [], mentions: 1 },
    ]);
  });
});

const name = fc.constantFrom(
  'Ada King',
  'Ada  King',
  'ADA KING',
  'King',
  'Ford',
  'Ford Motor Co.',
  'F.O.R.D.',
  '👩‍🚀 Ride',
  'שלום עולם',
  'مريم',
  '"; DROP TABLE triple; --',
  "O'Hara",
  'NEAR(a b)',
  '東京大学',
  'É',
  'e\u0301',
  'a*b',
  '\u202eevil',
  'ß',
  '%_\\',
);
const sentence: fc.Arbitrary<Said> = fc
  .tuple(
    fc.array(fc.tuple(name, fc.constantFrom('Peop', 'Org')), { maxLength: 4 }),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.array(
      fc.tuple(
        fc.nat(3),
        fc.nat(3),
        fc.constantFrom('Work_For', 'Kill'),
        fc.constantFrom(0.25, 0.5, 1),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([mentions, glue, relations]) => ({
    parts: mentions.flatMap((mention) => [mention, ` ${glue.replaceAll('\0', '')}, `]),
    relations: relations.filter(([head, tail]) => head < mentions.length && tail < mentions.length),
  }));
const path = fc.constantFrom('/in/a', '/in/b', '/in/c', '/in/d');
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ path, said: fc.array(sentence, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ path, said: fc.constant(null) }) },
);

describe('the content', () => {
  it('depends on what is in the project, not on how it came to be', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 10 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1 })),
        (steps, dice) => {
          const lived = createProject(makeFresh());
          const last = new Map<string, StoreInput>();
          for (const { path, said } of steps)
            if (said) {
              const input = makeInput(path, said);
              storeDocument(lived, input, toNaming);
              last.set(path, input);
            } else {
              forgetSource(lived, path, toNaming);
              last.delete(path);
            }
          expect(verify(lived, toNaming)).toEqual(sound);
          const shuffled = [...last.values()]
            .map((input) => ({ input, at: dice.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at);
          const fresh = createProject(makeFresh());
          for (const { input } of shuffled) storeDocument(fresh, input, toNaming);
          const digests = [digest(lived), digest(fresh)];
          const rows = [countRows(lived), countRows(fresh)];
          lived.close();
          fresh.close();
          expect(digests[0]).toBe(digests[1]);
          expect(rows[0]).toEqual(rows[1]);
        },
      ),
      { numRuns: 60, verbose: 1 },
    );
  });

  let count = 0;
  let folder: string | undefined;
  function makeFresh(): string {
    folder ??= makePath();
    count += 1;
    return `${folder}${count}`;
  }
});
