import type { Span } from '#domain/document';
import type { DocumentId } from '#domain/ids';
import type { Candidate } from '#domain/xray';
import type { Draft, Read } from './draft.ts';

interface Words {
  readonly document: DocumentId;
  readonly tokens: readonly (Span & { readonly text: string })[];
  /** Names that the project has: one that is not among them becomes one with the fact. */
  readonly known: (span: Span) => boolean;
}

/** Where a name of the model's stands in the document. */
export function toPlace(
  { from, to }: { readonly from: number; readonly to: number },
  tokens: readonly Span[],
): Span {
  return { start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 };
}

/** A fact that the model did not state, as what a person is about to decide. */
export function toAddedFact(
  { head, tail, type }: Candidate,
  text: (span: Span) => string,
  { document, tokens, known }: Words,
): Draft {
  const toRead = (name: Candidate['head']): Read => {
    const span = toPlace(name, tokens);
    const read = { ...span, text: text(span) };
    return known(span) ? read : { ...read, type: name.type };
  };
  const [subject, object] = [toRead(head), toRead(tail)];
  const names = [subject, object].sort((a, b) => a.start - b.start);
  return { kind: 'addFact', document, names, subject, predicate: type, object };
}
