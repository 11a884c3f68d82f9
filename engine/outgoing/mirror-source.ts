import type { MirrorSource } from '#export/neo4j';
import {
  countMentions,
  eachDocumentHead,
  eachEntityHead,
  eachMention,
  eachNamingSentence,
  eachProvenTriple,
} from '#store/mirrored';
import {
  addMirror,
  beginMirror,
  dropMirror,
  findMirror,
  listChanges,
  settleMirror,
} from '#store/outbox';
import { countDocuments, getIdentity } from '#store/passes';
import type { Project } from '#store/project';
import { getSummary } from '#store/summary';

/** The open project as a database is kept in step with it. */
export function createMirrorSource(project: Project): MirrorSource {
  return {
    project: getIdentity(project),
    count() {
      const { entities, triples } = getSummary(project);
      const documents = countDocuments(project);
      return { documents, entities, triples, mentions: countMentions(project) };
    },
    documents: (ids) => eachDocumentHead(project, ids),
    entities: (ids) => eachEntityHead(project, ids),
    sentences: (documents) => eachNamingSentence(project, documents),
    mentions: (documents) => eachMention(project, documents),
    triples: (ids) => eachProvenTriple(project, ids),
    outbox: {
      find: (mirror) => findMirror(project, mirror),
      add: (mirror) => addMirror(project, mirror),
      begin: (mirror) => beginMirror(project, mirror),
      list: (after, upTo) => listChanges(project, after, upTo),
      settle: (mirror, written, again) => settleMirror(project, mirror, written, again),
      drop: (mirror) => dropMirror(project, mirror),
    },
  };
}
