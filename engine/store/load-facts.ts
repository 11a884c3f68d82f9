import type { Facts, MentionFact, RelationFact } from './facts.ts';
import type { Project } from './project.ts';
import { getText } from './text.ts';

type Head = Omit<Facts, 'text' | 'sentences' | 'mentions' | 'relations'>;

/** The facts of a document as the file has them. @throws RangeError where its row or layout is gone */
export function loadFacts(project: Project, document: number): Facts {
  const head = project.get<Head>(
    `SELECT d.id, d.sha256, d.run, d.model, d.state, d.code, d.format, d.language, l.blocks, l.pages, l.metadata
     FROM document d JOIN layout l ON l.document = d.key WHERE d.key = ?`,
    document,
  );
  return {
    ...head,
    text: getText(project, document),
    sentences: project.all(
      'SELECT start, end, page FROM sentence WHERE document = ? ORDER BY position',
      document,
    ),
    ...loadGraphFacts(project, document),
  };
}

/** Only what the graph is made of. */
export function loadGraphFacts(
  project: Project,
  document: number,
): Pick<Facts, 'mentions' | 'relations'> {
  return {
    mentions: project.all<MentionFact>(
      `SELECT m.sentence, m.start, m.end, m.type, m.text, m.score, e.id AS entity, e.form
       FROM mention m CROSS JOIN entity e ON e.key = m.entity WHERE m.document = ? ORDER BY m.position`,
      document,
    ),
    relations: project.all<RelationFact>(
      `SELECT r.sentence, r.head, r.tail, r.type, r.score, t.id AS triple, s.id AS subject, o.id AS object,
         t.subject_type AS subjectType, t.object_type AS objectType
       FROM relation r CROSS JOIN triple t ON t.key = r.triple
         CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object
       WHERE r.document = ? ORDER BY r.position`,
      document,
    ),
  };
}
