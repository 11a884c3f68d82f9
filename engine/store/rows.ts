import type { Facts, StoreInput } from './facts.ts';
import type { IndexDebt } from './indexing.ts';
import type { Project } from './project.ts';
import { toPieces } from './text.ts';

/** The row of a document, new or written over, with its text and layout. Gives its key. */
export function upsertDocumentRow(
  project: Project,
  facts: Facts,
  input: StoreInput,
  hash: string,
): number {
  const { id, sha256, format, language, state, code, run, model } = facts;
  const triples = new Set(facts.relations.map(({ triple }) => triple)).size;
  const { key } = project.get<{ key: number }>(
    `INSERT INTO document (id, sha256, format, language, title, state, code, detail, run, model, pages,
       sentences, mentions, triples, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, format = excluded.format,
       language = excluded.language, title = excluded.title, state = excluded.state, code = excluded.code,
       detail = excluded.detail, run = excluded.run, model = excluded.model, pages = excluded.pages,
       sentences = excluded.sentences, mentions = excluded.mentions, triples = excluded.triples, hash = excluded.hash
     RETURNING key`,
    id,
    sha256,
    format,
    language,
    input.document.metadata.title ?? null,
    state,
    code,
    input.detail,
    run,
    model,
    input.document.pages.length || null,
    facts.sentences.length,
    facts.mentions.length,
    triples,
    hash,
  );
  return key;
}

/** All but the graph: layout, text and sentences. */
export function insertText(
  project: Project,
  document: number,
  facts: Facts,
  debt: IndexDebt,
): void {
  const { blocks, pages, metadata, text } = facts;
  project.run(
    'INSERT INTO layout (document, blocks, pages, metadata) VALUES (?, ?, ?, ?)',
    document,
    blocks,
    pages,
    metadata,
  );
  for (const piece of toPieces(text))
    project.run(
      'INSERT INTO piece (document, number, start, text) VALUES (?, ?, ?, ?)',
      document,
      piece.number,
      piece.start,
      piece.text,
    );
  insertSentences(project, document, facts, debt);
}

/** Keys are given out in a row, so that none has to be asked back. */
function insertSentences(
  project: Project,
  document: number,
  { sentences, text }: Facts,
  debt: IndexDebt,
): void {
  const { last } = project.get<{ last: number }>(
    'SELECT coalesce(max(key), 0) AS last FROM sentence',
  );
  for (const [position, { start, end, page }] of sentences.entries()) {
    const key = last + 1 + position;
    project.run(
      'INSERT INTO sentence (key, document, position, start, end, page) VALUES (?, ?, ?, ?, ?, ?)',
      key,
      document,
      position,
      start,
      end,
      page,
    );
    debt.sentences.push({ key, text: text.slice(start, end) });
  }
}

/** Everything a document brought, save its own row. */
export function clearRows(project: Project, document: number, debt: IndexDebt): void {
  for (const { key } of project.all<{ key: number }>(
    'SELECT key FROM sentence WHERE document = ?',
    document,
  ))
    debt.goneSentences.push(key);
  project.run('DELETE FROM relation WHERE document = ?', document);
  project.run('DELETE FROM mention WHERE document = ?', document);
  project.run('DELETE FROM aside_relation WHERE document = ?', document);
  project.run('DELETE FROM aside_mention WHERE document = ?', document);
  project.run('DELETE FROM sentence WHERE document = ?', document);
  project.run('DELETE FROM piece WHERE document = ?', document);
  project.run('DELETE FROM layout WHERE document = ?', document);
}

export function deleteDocumentRow(project: Project, document: number): void {
  project.run('DELETE FROM document WHERE key = ?', document);
}
