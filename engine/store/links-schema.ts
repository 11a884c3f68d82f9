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
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  aliases TEXT NOT NULL,
  attributes TEXT NOT NULL
) STRICT, WITHOUT ROWID`,

  // Homes whose links are to be looked at again; filled with each stored document, emptied by linking.
  'CREATE TABLE unlinked (home TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
];
