/**
 * What following a folder needs beside the sources themselves. Tables of their own and no new columns, so that a project of
 * version 1 gains them without being rewritten. All of it can be lost and imported again.
 */
export const FOLDER: readonly string[] = [
  `
CREATE TABLE part (
  path TEXT PRIMARY KEY,
  container TEXT NOT NULL,
  file TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX part_container ON part (container, path);
CREATE INDEX part_file ON part (file, path);

CREATE TABLE source_change (
  path TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('added', 'changed', 'moved', 'same', 'removed')),
  other TEXT,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX source_change_job ON source_change (job, path);

CREATE TABLE unfinished (
  sha256 TEXT NOT NULL,
  run TEXT NOT NULL,
  batch INTEGER NOT NULL,
  extractions TEXT NOT NULL,
  PRIMARY KEY (sha256, run, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE folder_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
];
