import type { Span } from '#domain/document';
import type { DocumentId } from '#domain/ids';

/** "Why is there no fact?": two places of a document, by their words. */
export interface Why {
  readonly document: DocumentId;
  readonly first: Asked;
  readonly second: Asked | undefined;
}

export interface Asked extends Span {
  readonly text: string;
}

/** One more place: the second where one is there, else the first. */
export function askAbout(why: Why | undefined, document: DocumentId, place: Asked): Why {
  return why?.document === document && why.second === undefined && why.first.start !== place.start
    ? { ...why, second: place }
    : { document, first: place, second: undefined };
}
