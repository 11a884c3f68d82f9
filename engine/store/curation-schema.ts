/**
 * What people decided, and what that does to the rows. `decision` is the truth and is only ever added to; everything
 * else here follows from it and from the documents.
 *
 * `mention` and `relation` hold what is seen. Where that is not what the model said, the rest of what it said stands
 * beside it: `mention.home` is the home of a mention that shows under another entity (NULL: the entity's own),
 * `relation.base` the relation as it was read (JSON `[type, head, tail, score]`; NULL: as it stands). Mentions and
 * relations that are not seen at all stand in `aside_mention` and `aside_relation`, in the words of the model. Rows that a
 * person added have positions from 2^30 on. `decision` beside them is the number of the decision that made or accepted them.
 */
export const CURATION: readonly string[] = [
  `CREATE TABLE decision (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('make', 'undo', 'redo')),
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT`,
  'CREATE INDEX decision_id ON decision (id)',

  `CREATE TABLE home (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  form TEXT NOT NULL
) STRICT`,

  // The automatic links' partition: homes that stand with others, under the first of them.
  `CREATE TABLE home_group (
  home TEXT PRIMARY KEY,
  lead TEXT NOT NULL
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX home_group_lead ON home_group (lead)',

  'ALTER TABLE mention ADD COLUMN home INTEGER',
  'ALTER TABLE mention ADD COLUMN decision INTEGER',
  'CREATE INDEX mention_home ON mention (home) WHERE home IS NOT NULL',
  'ALTER TABLE relation ADD COLUMN base TEXT',
  'ALTER TABLE relation ADD COLUMN decision INTEGER',

  `CREATE TABLE aside_mention (
  document INTEGER NOT NULL REFERENCES document (key),
  position INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  score REAL NOT NULL,
  home INTEGER NOT NULL REFERENCES home (key),
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX aside_mention_home ON aside_mention (home)',

  `CREATE TABLE aside_relation (
  document INTEGER NOT NULL REFERENCES document (key),
  position INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  head INTEGER NOT NULL,
  tail INTEGER NOT NULL,
  type TEXT NOT NULL,
  score REAL NOT NULL,
  triple TEXT,
  PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX aside_relation_triple ON aside_relation (triple) WHERE triple IS NOT NULL',
];
