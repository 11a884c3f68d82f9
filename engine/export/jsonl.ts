import type { Provenance } from '#domain/graph';
import type { ExportSource } from './source.ts';
import type { FileTarget, TargetOptions } from './target.ts';

/**
 * One JSON object a line, told apart by `kind`: `document`, then `entity`, then `triple`. Entities and triples have the
 * shapes of the command line (`entities --json`, `triples --json`); offsets are UTF-16 units.
 */
export const jsonl: FileTarget = {
  name: 'jsonl',
  family: 'table',
  extension: '.jsonl',
  summary: 'JSON Lines: documents, entities with their names, and facts with their evidence',
  files: [{ suffix: '', records: listRecords }],
};

function* listRecords(source: ExportSource, { withText }: TargetOptions): Iterable<string> {
  for (const { id, path, sha256, format, title } of source.documents())
    yield toLine({ kind: 'document', id, path, sha256, format, title });
  for (const entity of source.entities()) yield toLine({ kind: 'entity', ...entity });
  for (const triple of source.triples())
    yield toLine({
      kind: 'triple',
      ...triple,
      evidence: withText ? triple.evidence : triple.evidence.map(withoutSentence),
    });
}

/** Where it stands, and not what it says. */
function withoutSentence(evidence: Provenance): object {
  const { start, end } = evidence.sentence;
  return { ...evidence, sentence: { start, end } };
}

function toLine(record: object): string {
  return `${JSON.stringify(record)}\n`;
}
