import type { Project } from './project.ts';
import { toIndexed } from './words.ts';

/**
 * What a transaction owes the word indexes. Paid at its end, at once: between writes to an FTS5 table any statement that
 * may have to be undone on its own (RETURNING, upserts, foreign keys) makes FTS5 write what it gathered so far, and a
 * document of twenty sentences would leave twenty segments to merge.
 */
export interface IndexDebt {
  readonly goneSentences: number[];
  readonly goneEntities: number[];
  readonly sentences: { readonly key: number; readonly text: string }[];
  /** Folded name and aliases, a line each. */
  readonly entities: { readonly key: number; readonly names: string }[];
}

export function createIndexDebt(): IndexDebt {
  return { goneSentences: [], goneEntities: [], sentences: [], entities: [] };
}

/** What is gone goes first: its keys may be in use again. */
export function payIndexDebt(project: Project, debt: IndexDebt): void {
  for (const key of debt.goneSentences)
    project.run('DELETE FROM sentence_words WHERE rowid = ?', key);
  for (const { key, text } of debt.sentences)
    project.run('INSERT INTO sentence_words (rowid, text) VALUES (?, ?)', key, toIndexed(text));
  for (const key of debt.goneEntities) project.run('DELETE FROM entity_names WHERE rowid = ?', key);
  for (const { key, names } of debt.entities)
    project.run('INSERT INTO entity_names (rowid, names) VALUES (?, ?)', key, names);
}
