/**
 * Which homes are one thing, as `resolve` judges it. `link` keeps what was merged or is proposed; both ends are ids of
 * homes, `left_home < right_home`, reasons are the JSON of `LinkReason[]`. `block` is the index by which homes that may
 * be one thing find each other: a member of a block meets its other members and those who ask for it. `known_entity` are
 * the entities of people's own lists, each a home without mentions.
 */
export const LINKS: readonly string[] = [
  `CREATE TABLE link (
  left_home TEXT NOT NULL,
  right_home TEXT NOT NULL,
  probability REAL NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('merged', 'proposed')),
  reasons TEXT NOT NULL,
  PRIMARY KEY (left_home, right_home)
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX link_right ON link (right_home)',
  'CREATE INDEX link_outcome ON link (outcome, probability)',

  `CREATE TABLE block (
  name TEXT NOT NULL,
  asks INTEGER NOT NULL CHECK (asks IN (0, 1)),
  home TEXT NOT NULL,
  PRIMARY KEY (name, asks, home)
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX block_home ON block (home)',
  `CREATE TABLE block_size (
  name TEXT PRIMARY KEY,
  members INTEGER NOT NULL
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE known_entity (
  home TEXT PRIMARY KEY,
  list TEXT NOT NULL,
  type TEXT NOT NULL,
  form TEXT NOT NULL,
  names TEXT NOT NULL,
  attributes TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'linked', 'gone'))
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX known_entity_state ON known_entity (state)',

  // What linking has seen: a document that is not here, or with another hash, is new to it.
  'CREATE TABLE linked_document (document TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID',
  // By home and document: spellings with their counts, and the facts it takes part in there.
  `CREATE TABLE document_home (
  home TEXT NOT NULL,
  document TEXT NOT NULL,
  type TEXT NOT NULL,
  form TEXT NOT NULL,
  spellings TEXT NOT NULL,
  neighbours TEXT NOT NULL,
  PRIMARY KEY (home, document)
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX document_home_document ON document_home (document)',
];
