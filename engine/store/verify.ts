import type { SurfaceForm } from '#domain/graph';
import type { VerifyReport } from '#domain/views';
import { toEntityId, toTripleId, type EntityId, type TripleId } from '#domain/ids';
import { loadCuration } from './curation.ts';
import { withGiven, type ToNaming } from './entity-changes.ts';
import { digest, toHash, type Facts } from './facts.ts';
import { fold } from './fold.ts';
import { loadFacts } from './load-facts.ts';
import { loadShown, toBaseOfShown } from './load-shown.ts';
import { listLogProblems } from './log.ts';
import type { Project } from './project.ts';
import { findGiven } from './reread.ts';
import { toShown, type Shown } from './shown.ts';
import type { Standing } from './standing.ts';
import { isSameMention, isSameRelation } from './write-shown.ts';

/** Problems listed; a damaged file can have a million. */
const MOST_PROBLEMS = 100;

/**
 * Checks the whole file: SQLite's pages, indexes and keys, every document against the hash written with it, every span
 * against the text, the log against its chain, every row against what the decisions make of it, every id, name and count
 * against its grounds (names where `toNaming` is given). SQLite's own check
 * sees structure, not content. Takes about a minute per million mentions; changes nothing.
 */
export function verify(project: Project, toNaming?: ToNaming): VerifyReport {
  const problems: string[] = [];
  for (const problem of listProblems(project, toNaming)) {
    if (problems.length >= MOST_PROBLEMS) break;
    problems.push(problem);
  }
  return { ok: problems.length === 0, problems };
}

function* listProblems(project: Project, toNaming?: ToNaming): Generator<string> {
  const checks = [
    checkPages,
    checkLog,
    checkDocuments,
    checkSources,
    checkEntities,
    checkTriples,
    checkCounts,
  ];
  for (const check of checks)
    try {
      yield* check(project, toNaming);
    } catch (error) {
      yield `The file cannot be read further: ${error instanceof Error ? error.message : String(error)}`;
    }
}

function* checkPages(project: Project): Generator<string> {
  for (const { integrity_check } of project.all<{ integrity_check: string }>(
    'PRAGMA integrity_check',
  ))
    if (integrity_check !== 'ok') yield `SQLite: ${integrity_check}`;
  for (const { table } of project.all<{ table: string }>('PRAGMA foreign_key_check'))
    yield `A row of ${table} points at nothing`;
  for (const table of ['sentence_words', 'entity_names'] as const)
    try {
      project.run(`INSERT INTO ${table} (${table}) VALUES ('integrity-check')`);
    } catch {
      yield `The index ${table} is damaged`;
    }
}

function* checkLog(project: Project): Generator<string> {
  yield* listLogProblems(project);
}

interface DocumentRecord {
  readonly key: number;
  readonly id: string;
  readonly hash: string;
  readonly title: string | null;
  readonly sentences: number;
  readonly mentions: number;
}

function* checkDocuments(project: Project): Generator<string> {
  // Worked out anew: what is kept in memory may be as wrong as the rows.
  const { standing } = loadCuration(project);
  for (const { key, id, hash, title, sentences, mentions } of project.each<DocumentRecord>(
    'SELECT key, id, hash, title, sentences, mentions FROM document ORDER BY key',
  ))
    try {
      const shown = loadShown(project, key);
      const facts = loadFacts(project, key, shown);
      if (toHash(facts) !== hash) yield `Document ${id} is not what was stored`;
      const metadata = JSON.parse(facts.metadata) as { readonly title?: string };
      const isListed =
        (metadata.title ?? null) === title &&
        facts.sentences.length === sentences &&
        facts.mentions.length === mentions;
      if (!isListed) yield `Document ${id} is listed with other figures than it has`;
      yield* checkSpans(facts);
      yield* checkShown(facts, key, shown, standing);
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
  for (const [at, { head, tail }] of relations.entries())
    if (!mentions[head] || !mentions[tail])
      yield `Document ${id}: relation ${at} has no mention at one of its ends`;
}

/** The rows are what links and decisions make of the document, no more and no less. */
function* checkShown(
  { id, text }: Facts,
  key: number,
  shown: Shown,
  standing: Standing,
): Generator<string> {
  const expected = toShown(
    toBaseOfShown(shown),
    standing.documents.get(key),
    standing,
    (start, end) => text.slice(start, end),
  );
  const mentions = new Map(shown.mentions.map((mention) => [mention.position, mention]));
  for (const mention of expected.mentions) {
    const found = mentions.get(mention.position);
    mentions.delete(mention.position);
    if (!found || !isSameMention(found, mention))
      yield `Document ${id}: mention ${mention.position} and the decisions disagree`;
  }
  const relations = new Map(shown.relations.map((relation) => [relation.position, relation]));
  for (const relation of expected.relations) {
    const found = relations.get(relation.position);
    relations.delete(relation.position);
    if (!found || !isSameRelation(found, relation))
      yield `Document ${id}: relation ${relation.position} and its triple disagree`;
  }
  if (mentions.size + relations.size > 0)
    yield `Document ${id} shows more than its text and the decisions say`;
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

interface EntityRecord {
  readonly key: number;
  readonly id: EntityId;
  readonly type: string;
  readonly form: string;
  readonly name: string;
  readonly folded: string;
  readonly aliases: string;
}

function* checkEntities(project: Project, toNaming?: ToNaming): Generator<string> {
  const { standing } = loadCuration(project);
  for (const { key, id, type, form, name, folded, aliases } of project.each<EntityRecord>(
    'SELECT key, id, type, form, name, folded, aliases FROM entity',
  )) {
    const place = standing.clusters.placeOf(id);
    const isRight = place
      ? place.id === id && place.type === type && place.form === form
      : toEntityId(digest, type, form) === id;
    if (!isRight) yield `Entity ${id} has another id than its type and name`;
    const forms = project.all<SurfaceForm>(
      'SELECT text, mentions AS count FROM surface_form WHERE entity = ?',
      key,
    );
    const naming = toNaming && withGiven(toNaming(forms, form, type), findGiven(standing, id));
    if (naming && (naming.name !== name || JSON.stringify(naming.aliases) !== aliases))
      yield `Entity ${id} has other names than its mentions`;
    if (fold(name) !== folded) yield `Entity ${id} is sorted under another name`;
  }
  for (const { id } of project.all<{ id: string }>(
    `SELECT e.id FROM (SELECT entity, text, count(*) AS mentions FROM mention GROUP BY entity, text
       EXCEPT SELECT entity, text, mentions FROM surface_form) f JOIN entity e ON e.key = f.entity`,
  ))
    yield `Entity ${id} has other spellings than its mentions`;
}

interface TripleRecord {
  readonly id: TripleId;
  readonly subject: EntityId;
  readonly predicate: string;
  readonly object: EntityId;
  /** 1 where the types are those of the entities. */
  readonly typed: number;
}

function* checkTriples(project: Project): Generator<string> {
  for (const { id, subject, predicate, object, typed } of project.each<TripleRecord>(
    `SELECT t.id, s.id AS subject, t.predicate, o.id AS object,
       s.type = t.subject_type AND o.type = t.object_type AS typed
     FROM triple t CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object`,
  ))
    if (toTripleId(digest, subject, predicate, object) !== id || typed !== 1)
      yield `Triple ${id} has another id or other types than its parts`;
}

/** What is kept, and what it is counted from. */
const totals = [
  [
    'SELECT predicate, subject_type, object_type, triples FROM cell',
    'SELECT predicate, subject_type, object_type, count(*) FROM triple GROUP BY 1, 2, 3',
  ],
  ['SELECT type, entities FROM entity_count', 'SELECT type, count(*) FROM entity GROUP BY type'],
] as const;

function* checkCounts(project: Project): Generator<string> {
  for (const [kept, counted] of totals)
    if (
      project.all(`${kept} EXCEPT ${counted}`).length +
        project.all(`${counted} EXCEPT ${kept}`).length >
      0
    )
      yield 'The totals are not those of the rows';
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
     LEFT JOIN (SELECT triple, count(*) AS relations, count(DISTINCT document) AS documents, max(score) AS score,
         count(DISTINCT document || ' ' || sentence) AS sentences
         FROM relation GROUP BY triple) r ON r.triple = t.key
     WHERE t.relations IS NOT r.relations OR t.sentences IS NOT r.sentences OR t.documents IS NOT r.documents OR t.score IS NOT r.score`,
  ))
    yield `Triple ${id} has other counts than its evidence`;
}
