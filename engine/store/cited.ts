import type { CitedEntity, CitedTriple } from '#domain/graph';
import type { EntityId } from '#domain/ids';
import { createLayouts, type Layouts } from './boxes.ts';
import { listEvidence } from './evidence.ts';
import type { Chosen } from './chosen.ts';
import type { Project } from './project.ts';
import { createTextReader } from './text.ts';
import { toTriple, TRIPLE_COLUMNS, type TripleRecord } from './triple-rows.ts';

/** Every entity with its mentions, by id; mentions by document and place. The same order in every copy of a project. */
export function* eachCitedEntity(project: Project, chosen?: Chosen): Generator<CitedEntity> {
  const layouts = createLayouts(project);
  const rows = project.each<{
    key: number;
    id: EntityId;
    name: string;
    type: string;
    aliases: string;
  }>('SELECT key, id, name, type, aliases FROM entity ORDER BY id');
  for (const { key, id, name, type, aliases } of rows) {
    if (chosen?.hasEntity(key) === false) continue;
    const mentions = project.all<MentionRecord>(
      `SELECT d.key, d.id AS document, m.start, m.end, m.text, m.score
       FROM mention m CROSS JOIN document d ON d.key = m.document
       WHERE m.entity = ? ORDER BY d.id, m.start, m.end`,
      key,
    );
    yield {
      id,
      name,
      type,
      aliases: JSON.parse(aliases) as readonly string[],
      mentions: mentions
        .filter((mention) => chosen?.hasDocument(mention.key) !== false)
        .map((mention) => toMention(mention, layouts)),
    };
  }
}

type CitedMention = CitedEntity['mentions'][number];

interface MentionRecord extends CitedMention {
  readonly key: number;
}

function toMention({ key, ...mention }: MentionRecord, layouts: Layouts): CitedMention {
  const boxes = layouts.findBoxes(key, mention);
  const origin = layouts.findOrigin(key, mention);
  return { ...mention, ...(boxes && { boxes }), ...(origin && { origin }) };
}

/** Every triple with its evidence, by id; evidence most certain first. */
export function* eachCitedTriple(project: Project, chosen?: Chosen): Generator<CitedTriple> {
  const read = createTextReader(project);
  const layouts = createLayouts(project);
  const records = project.each<TripleRecord>(
    `SELECT ${TRIPLE_COLUMNS} FROM triple t CROSS JOIN entity s ON s.key = t.subject
     CROSS JOIN entity o ON o.key = t.object ORDER BY t.id`,
  );
  for (const record of records) {
    if (chosen?.hasTriple(record.key) === false) continue;
    yield {
      ...toTriple(record),
      evidence: listEvidence(project, read, layouts, record.key).map(
        ({ documentName: _, ...evidence }) => evidence,
      ),
    };
  }
}
