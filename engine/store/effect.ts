import type { Effect, EffectCounts, FactLine } from '#domain/curation';
import type { EntityId, TripleId } from '#domain/ids';
import type { EntityRow } from '#domain/views';
import { ENTITY } from './entities.ts';
import type { Project } from './project.ts';
import type { Foresight, RereadReport } from './reread.ts';
import { loadPhrases } from './schemas.ts';

/** Rows and facts that are told; all are counted. */
const TOLD = 50;
/** Facts that some statement leaves, remembered by name in case they vanish. */
const REMEMBERED = 2000;

/** Watches a decision take effect: what was there before has to be looked at before it is gone. */
export interface Witness {
  readonly onForeseen: (foresight: Foresight) => void;
  tell(report: RereadReport): Effect;
}

export function createWitness(project: Project): Witness {
  let before: readonly EntityRow[] = [];
  let lines: ReadonlyMap<TripleId, FactLine> = new Map();
  return {
    onForeseen({ entities, left }) {
      before = loadRows(project, entities);
      lines = new Map(
        loadLines(project, [...left].slice(0, REMEMBERED)).map((line) => [line.id, line]),
      );
    },
    tell(report) {
      const { facts, joined, appeared, vanished } = weigh(report);
      const after = loadRows(project, report.entities);
      return {
        before: before.slice(0, TOLD),
        after: after.slice(0, TOLD),
        mentions: report.mentions,
        documents: report.documents,
        facts,
        samples: {
          joined: loadLines(project, joined.slice(0, TOLD)),
          appeared: loadLines(project, appeared.slice(0, TOLD)),
          vanished: vanished.slice(0, TOLD).flatMap((id) => lines.get(id) ?? []),
        },
      };
    },
  };
}

export function toEffectCounts({
  before,
  after,
  mentions,
  documents,
  facts,
}: Effect): EffectCounts {
  return { entities: { before: before.length, after: after.length }, mentions, documents, facts };
}

function weigh({ triples, moves }: RereadReport) {
  const [added, removed] = [new Set(triples.added), new Set(triples.removed)];
  const comeFrom = new Map<TripleId, Set<TripleId>>();
  const gone = new Set(removed);
  for (const [from, to] of moves) {
    if (to === undefined || from === undefined || !removed.has(from)) continue;
    gone.delete(from);
    const sources = comeFrom.get(to) ?? new Set();
    comeFrom.set(to, sources.add(from));
  }
  const joined: TripleId[] = [];
  let [changed, merged] = [0, 0];
  for (const [to, sources] of comeFrom) {
    const more = sources.size - (added.has(to) ? 1 : 0);
    if (added.has(to)) changed += 1;
    if (more > 0) joined.push(to);
    merged += more;
  }
  const appeared = [...added].filter((id) => !comeFrom.has(id));
  return {
    facts: { changed, joined: merged, appeared: appeared.length, vanished: gone.size },
    joined,
    appeared,
    vanished: [...gone],
  };
}

function loadRows(project: Project, ids: Iterable<EntityId>): readonly EntityRow[] {
  return project
    .all<Omit<EntityRow, 'aliases'> & { readonly aliases: string }>(
      `${ENTITY} WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY +e.mentions DESC, e.id`,
      JSON.stringify([...ids]),
    )
    .map((row) => ({ ...row, aliases: JSON.parse(row.aliases) as readonly string[] }));
}

function loadLines(project: Project, ids: readonly TripleId[]): readonly FactLine[] {
  const phraseOf = loadPhrases(project);
  return project
    .all<Omit<FactLine, 'phrase'>>(
      `SELECT t.id, s.name AS subject, t.predicate, o.name AS object FROM triple t
       CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object
       WHERE t.id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    )
    .map((line) => ({ ...line, phrase: phraseOf(line.predicate) }));
}
