import { createHash } from 'node:crypto';
import { toHash } from './facts.ts';
import { loadFacts } from './load-facts.ts';
import type { Project } from './project.ts';

/**
 * SHA-256 over sources, documents with all their facts, entities, triples and what decisions did to them, each sorted, without keys and times: two
 * projects with the same content have the same digest, whatever the order of import and the number of workers.
 */
export function digest(project: Project): string {
  const hash = createHash('sha256');
  const add = (row: unknown): void => void hash.update(`${JSON.stringify(row)}\n`);
  for (const row of project.each(
    `SELECT s.path, s.sha256, s.state, s.code, d.id FROM source s LEFT JOIN document d ON d.key = s.document
     ORDER BY s.path`,
  ))
    add(row);
  for (const { key } of project.each<{ key: number }>('SELECT key FROM document ORDER BY id'))
    add(toHash(loadFacts(project, key)));
  for (const row of project.each(
    'SELECT id, type, form, name, aliases, mentions, documents, triples FROM entity ORDER BY id',
  ))
    add(row);
  for (const row of project.each(
    `SELECT t.id, s.id AS subject, t.predicate, o.id AS object, t.score, t.relations, t.documents, t.sentences
     FROM triple t CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object ORDER BY t.id`,
  ))
    add(row);
  // What links and decisions changed; a project without either has the digest it had before there were any.
  for (const row of project.each(
    `SELECT d.id, m.start, m.end, m.type, e.id AS entity, c.id AS decision
     FROM mention m CROSS JOIN document d ON d.key = m.document CROSS JOIN entity e ON e.key = m.entity
       LEFT JOIN decision c ON c.number = m.decision
     WHERE m.home IS NOT NULL OR m.decision IS NOT NULL ORDER BY d.id, m.start, m.end, m.type, entity`,
  ))
    add(row);
  for (const row of project.each(
    `SELECT d.id, m.position, m.start FROM aside_mention m CROSS JOIN document d ON d.key = m.document
     ORDER BY d.id, m.position`,
  ))
    add(row);
  for (const row of project.each(
    `SELECT d.id, r.position, r.type, r.score, t.id AS triple, c.id AS decision
     FROM relation r CROSS JOIN document d ON d.key = r.document CROSS JOIN triple t ON t.key = r.triple
       LEFT JOIN decision c ON c.number = r.decision
     WHERE r.base IS NOT NULL OR r.decision IS NOT NULL ORDER BY d.id, r.position`,
  ))
    add(row);
  for (const row of project.each(
    `SELECT d.id, r.position, r.triple FROM aside_relation r CROSS JOIN document d ON d.key = r.document
     ORDER BY d.id, r.position`,
  ))
    add(row);
  return hash.digest('hex');
}
