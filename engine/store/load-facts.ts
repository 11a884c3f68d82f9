import { toTripleId } from '#domain/ids';
import { digest, type Facts, type MentionFact, type RelationFact } from './facts.ts';
import { loadShown, toBaseOfShown } from './load-shown.ts';
import type { Project } from './project.ts';
import type { Base, Shown } from './shown.ts';
import { getText } from './text.ts';

type Head = Omit<Facts, 'text' | 'sentences' | 'mentions' | 'relations'>;

/**
 * The facts of a document as the file has them, in the words of the model: what people decided is not in them.
 * @throws RangeError where its row or layout is gone
 */
export function loadFacts(
  project: Project,
  document: number,
  shown: Shown = loadShown(project, document),
): Facts {
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
    ...toGraphFacts(toBaseOfShown(shown)),
  };
}

/** Only what the graph is made of, without the text. */
export function loadGraphFacts(
  project: Project,
  document: number,
): Pick<Facts, 'mentions' | 'relations'> {
  return toGraphFacts(toBaseOfShown(loadShown(project, document)));
}

function toGraphFacts(base: Base): Pick<Facts, 'mentions' | 'relations'> {
  const at = new Map(base.mentions.map((mention) => [mention.position, mention]));
  return {
    mentions: base.mentions.map(
      ({ sentence, start, end, type, text, score, home, homeForm }): MentionFact => ({
        sentence,
        start,
        end,
        type,
        text,
        score,
        entity: home,
        form: homeForm,
      }),
    ),
    relations: base.relations.map(({ sentence, head, tail, type, score }): RelationFact => {
      const [from, to] = [at.get(head), at.get(tail)];
      const [subject, object] = [from?.home ?? 'e', to?.home ?? 'e'];
      return {
        sentence,
        head,
        tail,
        type,
        score,
        triple: toTripleId(digest, subject, type, object),
        subject,
        object,
        subjectType: from?.type ?? '',
        objectType: to?.type ?? '',
      };
    }),
  };
}
