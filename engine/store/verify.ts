import type { VerifyReport } from '#domain/views';
import { toHash, type Facts } from './facts.ts';
import { loadFacts } from './load-facts.ts';
import type { Project } from './project.ts';

/** Problems listed; a damaged file can have a million. */
const MOST_PROBLEMS = 100;

/**
 * Checks the whole file: SQLite's pages and keys, every document against the hash written with it, every span against
 * the text, every count against its grounds. SQLite's own check sees pages, not content. Takes about a minute per
 * million mentions; changes nothing.
 */
export function verify(project: Project): VerifyReport {
  const problems: string[] = [];
  for (const problem of listProblems(project)) {
    if (problems.length >= MOST_PROBLEMS) break;
    problems.push(problem);
  }
  return { ok: problems.length === 0, problems };
}

function* listProblems(project: Project): Generator<string> {
  for (const check of [checkPages, checkDocuments, checkSources, checkCounts])
    try {
      yield* check(project);
    } catch (error) {
      yield `The file cannot be read further: ${error instanceof Error ? error.message : String(error)}`;
    }
}

function* checkPages(project: Project): Generator<string> {
  for (const { quick_check } of project.all<{ quick_check: string }>('PRAGMA quick_check'))
    if (quick_check !== 'ok') yield `SQLite: ${quick_check}`;
  for (const { table } of project.all<{ table: string }>('PRAGMA foreign_key_check'))
    yield `A row of ${table} points at nothing`;
  for (const table of ['sentence_words', 'entity_names'] as const)
    try {
      project.run(`INSERT INTO ${table} (${table}) VALUES ('integrity-check')`);
    } catch {
      yield `The index ${table} is damaged`;
    }
}

function* checkDocuments(project: Project): Generator<string> {
  for (const { key, id, hash } of project.each<{ key: number; id: string; hash: string }>(
    'SELECT key, id, hash FROM document ORDER BY key',
  ))
    try {
      const facts = loadFacts(project, key);
      if (toHash(facts) !== hash) yield `Document ${id} is not what was stored`;
      yield* checkSpans(facts);
    } catch {
      yield `Document ${id} cannot be read`;
    }
}

function* checkSpans({ id, text, sentences, mentions, relations }: Facts): Generator<string> {
  for (const [at, { start, end }] of sentences.entries())
    if (!(start >= 0 && start < end && end <= text.length))
      yield `Document ${id}: sentence ${at} lies outside the text`;
  for (const [at, mention] of mentions.entries()) {
    const sentence = sentences[mention.sentence];
    if (text.slice(mention.start, mention.end) !== mention.text)
      yield `Document ${id}: mention ${at} is not in the text`;
    if (!sentence || mention.start < sentence.start || mention.start >= sentence.end)
      yield `Document ${id}: mention ${at} is not in its sentence`;
  }
  for (const [at, { head, tail, subject, object }] of relations.entries())
    if (mentions[head]?.entity !== subject || mentions[tail]?.entity !== object)
      yield `Document ${id}: relation ${at} and its triple disagree`;
}

function* checkSources(project: Project): Generator<string> {
  for (const { path } of project.all<{ path: string }>(
    `SELECT s.path FROM source s LEFT JOIN document d ON d.key = s.document
     WHERE (s.state IN ('done', 'partial') AND (d.key IS NULL OR d.sha256 <> s.sha256))
        OR (s.state IN ('skipped', 'quarantined') AND s.document IS NOT NULL)`,
  ))
    yield `Source ${path} and its document disagree`;
  for (const { id } of project.all<{ id: string }>(
    'SELECT id FROM document d WHERE NOT EXISTS (SELECT 1 FROM source s WHERE s.document = d.key)',
  ))
    yield `Document ${id} has no source`;
}

function* checkCounts(project: Project): Generator<string> {
  for (const { id } of project.all<{ id: string }>(
    `SELECT e.id FROM entity e
     LEFT JOIN (SELECT entity, count(*) AS mentions, count(DISTINCT document) AS documents FROM mention GROUP BY entity) m
       ON m.entity = e.key
     LEFT JOIN (SELECT entity, count(*) AS triples FROM (
         SELECT key, subject AS entity FROM triple UNION SELECT key, object FROM triple) GROUP BY entity) t
       ON t.entity = e.key
     WHERE e.mentions IS NOT m.mentions OR e.documents IS NOT m.documents OR e.triples <> coalesce(t.triples, 0)`,
  ))
    yield `Entity ${id} has other counts than its mentions and facts`;
  for (const { id } of project.all<{ id: string }>(
    `SELECT t.id FROM triple t
     LEFT JOIN (SELECT triple, count(*) AS relations, count(DISTINCT document) AS documents, max(score) AS score
         FROM relation GROUP BY triple) r ON r.triple = t.key
     WHERE t.relations IS NOT r.relations OR t.documents IS NOT r.documents OR t.score IS NOT r.score`,
  ))
    yield `Triple ${id} has other counts than its evidence`;
}
