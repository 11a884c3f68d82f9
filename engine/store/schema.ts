import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** "Espl", in the header of the file at byte 68: what `file` and other programs tell projects by. */
export const APPLICATION_ID = 0x4573706c;

/**
 * Version 1, as it was shipped: nothing in it may change any more. What came later stands in `migrate`.
 *
 * Keys are integers inside the file; ids (digests) are unique columns. Facts of a document are clustered by document,
 * because they come and go with it. What can be derived (counts, names, scores) is derived in the transaction that
 * changes its grounds. Foreign keys point only where the child column leads an index: else each delete would be a scan.
 */
export const SCHEMA = `
CREATE TABLE identity (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE schema (name TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE phrase (predicate TEXT PRIMARY KEY, phrase TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
  params TEXT NOT NULL,
  counters TEXT NOT NULL,
  error TEXT,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE document (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  format TEXT NOT NULL,
  language TEXT,
  title TEXT,
  state TEXT NOT NULL,
  code TEXT,
  detail TEXT,
  run TEXT NOT NULL,
  model TEXT NOT NULL,
  pages INTEGER,
  sentences INTEGER NOT NULL,
  mentions INTEGER NOT NULL,
  triples INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE layout (
  document INTEGER PRIMARY KEY REFERENCES document (key),
  blocks TEXT NOT NULL,
  pages TEXT NOT NULL,
  metadata TEXT NOT NULL
) STRICT;

CREATE TABLE piece (
  document INTEGER NOT NULL REFERENCES document (key),
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (document, number)
) STRICT;

CREATE TABLE source (
  key INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  root TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  sha256 TEXT,
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'reading', 'done', 'partial', 'skipped', 'quarantined')),
  settled TEXT CHECK (settled IN ('done', 'partial', 'skipped', 'quarantined')),
  code TEXT,
  detail TEXT,
  document INTEGER REFERENCES document (key),
  run TEXT,
  job TEXT,
  place INTEGER NOT NULL DEFAULT 0,
  deaths INTEGER NOT NULL DEFAULT 0,
  holder TEXT,
  lease INTEGER
) STRICT;
CREATE INDEX source_document ON source (document, path);
CREATE INDEX source_queue ON source (job, state, place);
CREATE INDEX source_state ON source (state);

CREATE TABLE sentence (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document (key),
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  page INTEGER,
  UNIQUE (document, position)
) STRICT;

CREATE TABLE entity (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  form TEXT NOT NULL,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  aliases TEXT NOT NULL,
  mentions INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  triples INTEGER NOT NULL
) STRICT;
CREATE INDEX entity_folded ON entity (folded);
CREATE INDEX entity_type ON entity (type, folded);
CREATE INDEX entity_mentions ON entity (mentions);
CREATE INDEX entity_documents ON entity (documents);
CREATE INDEX entity_triples ON entity (triples);

CREATE TABLE surface_form (
  entity INTEGER NOT NULL REFERENCES entity (key),
  text TEXT NOT NULL,
  mentions INTEGER NOT NULL,
  PRIMARY KEY (entity, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE position (
  entity INTEGER PRIMARY KEY REFERENCES entity (key),
  x REAL NOT NULL,
  y REAL NOT NULL
) STRICT;

CREATE TABLE mention (
  document INTEGER NOT NULL REFERENCES document (key),
  position INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  score REAL NOT NULL,
  entity INTEGER NOT NULL REFERENCES entity (key),
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_entity ON mention (entity);

CREATE TABLE triple (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  subject INTEGER NOT NULL REFERENCES entity (key),
  predicate TEXT NOT NULL,
  object INTEGER NOT NULL REFERENCES entity (key),
  subject_type TEXT NOT NULL,
  object_type TEXT NOT NULL,
  score REAL NOT NULL,
  relations INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  sentences INTEGER NOT NULL
) STRICT;
CREATE INDEX triple_subject ON triple (subject, object);
CREATE INDEX triple_object ON triple (object, subject);
CREATE INDEX triple_score ON triple (score, subject, object);
CREATE INDEX triple_documents ON triple (documents);
CREATE INDEX triple_predicate ON triple (predicate, score, subject, object);
CREATE INDEX triple_types ON triple (predicate, subject_type, object_type, score);

CREATE TABLE cell (
  predicate TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  object_type TEXT NOT NULL,
  triples INTEGER NOT NULL,
  PRIMARY KEY (predicate, subject_type, object_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity_count (type TEXT PRIMARY KEY, entities INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE relation (
  document INTEGER NOT NULL REFERENCES document (key),
  position INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  head INTEGER NOT NULL,
  tail INTEGER NOT NULL,
  type TEXT NOT NULL,
  score REAL NOT NULL,
  triple INTEGER NOT NULL REFERENCES triple (key),
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_triple ON relation (triple, score);

CREATE VIRTUAL TABLE sentence_words USING fts5 (
  text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE entity_names USING fts5 (
  names, content='', contentless_delete=1, tokenize='trigram remove_diacritics 1'
);
`;

const SHADOW = /^(?:sentence_words|entity_names)_(?:data|idx|content|docsize|config)$/u;

/**
 * Digest of what the file declares: a table, trigger or view that is not ours changes it. The inner tables of FTS5 are
 * SQLite's own and may be declared in other words by another SQLite; of them only the names count.
 */
export function toFingerprint(database: DatabaseSync): string {
  const hash = createHash('sha256');
  const rows = database
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name, type')
    .all();
  for (const { type, name, tbl_name, sql } of rows)
    hash.update(
      JSON.stringify(SHADOW.test(String(name)) ? [type, name] : [type, name, tbl_name, sql]),
    );
  return hash.digest('hex');
}
