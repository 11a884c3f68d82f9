/**
 * Ids are digests of what they name, so the same input gives the same ids on every machine and in every order.
 * The digest function is handed in: this room may not reach for a runtime's own.
 */
export type DocumentId = `d${string}`;
export type EntityId = `e${string}`;
export type TripleId = `t${string}`;
export type RunId = `r${string}`;
export type JobId = `j${string}`;
/** Of a decision in the curation log; random, so that two people's decisions never share one. */
export type DecisionId = `c${string}`;

/** Lower-case hexadecimal digest of a string's UTF-8 bytes; at least 24 digits. SHA-256 in the engine. */
export type Digest = (text: string) => string;

const LENGTH = 24;

/** `sha256` is that of the bytes that were read (64 hexadecimal digits). */
export function toDocumentId(sha256: string): DocumentId {
  return `d${sha256.slice(0, LENGTH)}`;
}

/** `key` is the normalised full name. NUL cannot occur in either part, so two different pairs never read the same. */
export function toEntityId(digest: Digest, type: string, key: string): EntityId {
  return `e${digest(`${type}\0${key}`).slice(0, LENGTH)}`;
}

export function toTripleId(
  digest: Digest,
  subject: EntityId,
  predicate: string,
  object: EntityId,
): TripleId {
  return `t${digest(`${subject}\0${predicate}\0${object}`).slice(0, LENGTH)}`;
}

/** A run is one model with its options over one text, by one version of the stages: same key, same rows. */
export function toRunId(digest: Digest, parts: readonly string[]): RunId {
  return `r${digest(parts.join('\0')).slice(0, LENGTH)}`;
}
