import type { ExportSource } from './source.ts';
import type { FileTarget, Step, TableFile, TargetOptions } from './target.ts';

/** A SQLite file of plain, joined tables for any program and for SQL by hand. It is no project of ours. */
export const sqlite: FileTarget = {
  name: 'sqlite',
  family: 'database',
  extension: '.sqlite',
  summary: 'SQLite: documents, entities, names, facts and evidence as tables to join',
  files: [
    {
      suffix: '',
      async write(path, source, options, step) {
        const tables = options.createTables(path);
        try {
          await fill(tables, source, options, step);
        } finally {
          tables.close();
        }
      },
    },
  ],
};

async function fill(
  tables: TableFile,
  source: ExportSource,
  { withText }: TargetOptions,
  step: Step,
): Promise<void> {
  const text = 'text' as const;
  const integer = 'integer' as const;
  const real = 'real' as const;
  const addDocument = tables.table(
    'document',
    {
      id: text,
      path: text,
      title: text,
      format: text,
      language: text,
      state: text,
      sha256: text,
      model: text,
      run: text,
      text,
    },
    ['id'],
  );
  const addSentence = tables.table(
    'sentence',
    { document: text, start: integer, end: integer, page: integer, text },
    ['document'],
  );
  const addEntity = tables.table('entity', { id: text, name: text, type: text }, ['id', 'name']);
  const addAlias = tables.table('alias', { entity: text, name: text }, ['entity', 'name']);
  const addMention = tables.table(
    'mention',
    { entity: text, document: text, start: integer, end: integer, text, score: real },
    ['entity', 'document'],
  );
  const addFact = tables.table(
    'fact',
    { id: text, subject: text, predicate: text, object: text, score: real },
    ['id', 'subject', 'object'],
  );
  const addEvidence = tables.table(
    'evidence',
    {
      fact: text,
      document: text,
      page: integer,
      sentence_start: integer,
      sentence_end: integer,
      sentence: text,
      subject_start: integer,
      subject_end: integer,
      object_start: integer,
      object_end: integer,
      score: real,
      model: text,
      run: text,
      decision: text,
    },
    ['fact', 'document'],
  );
  for (const document of source.annotated()) {
    const { id, path, title, format, language, state, sha256, model, run } = document;
    const whole = withText ? document.text : null;
    addDocument([
      id,
      path,
      title ?? null,
      format,
      language ?? null,
      state,
      sha256,
      model,
      run,
      whole,
    ]);
    for (const { start, end, page } of document.sentences)
      addSentence([
        id,
        start,
        end,
        page ?? null,
        withText ? document.text.slice(start, end) : null,
      ]);
    const pause = step();
    if (pause !== undefined) await pause;
  }
  for (const { id, name, type, aliases, mentions } of source.entities()) {
    addEntity([id, name, type]);
    for (const alias of new Set(aliases)) addAlias([id, alias]);
    for (const { document, start, end, text: words, score } of mentions)
      addMention([id, document, start, end, words, score]);
    const pause = step();
    if (pause !== undefined) await pause;
  }
  for (const { id, subject, predicate, object, score, evidence } of source.triples()) {
    addFact([id, subject.id, predicate, object.id, score]);
    for (const proof of evidence) {
      const { document, page = null, sentence, subject: head, object: tail, model, run } = proof;
      const place = [sentence.start, sentence.end, withText ? sentence.text : null];
      const spans = [head.start, head.end, tail.start, tail.end];
      addEvidence([
        id,
        document,
        page,
        ...place,
        ...spans,
        proof.score,
        model,
        run,
        proof.decision ?? null,
      ]);
    }
    const pause = step();
    if (pause !== undefined) await pause;
  }
}
