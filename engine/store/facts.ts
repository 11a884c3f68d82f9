import { createHash } from 'node:crypto';
import type { Document, DocumentCode, Span } from '#domain/document';
import type { Cluster, Resolution } from '#domain/graph';
import { toTripleId, type DocumentId, type EntityId, type RunId, type TripleId } from '#domain/ids';
import type { EntityType, RelationType } from '#domain/schema';

export interface StoreInput {
  readonly source: {
    readonly path: string;
    readonly name: string;
    readonly root: string;
    readonly bytes: number;
    /** Milliseconds since 1970. */
    readonly modified: number;
    readonly sha256: string;
  };
  readonly state: 'done' | 'partial';
  readonly code: DocumentCode | null;
  readonly detail: string | null;
  readonly documentId: DocumentId;
  readonly document: Document;
  /** In order, not overlapping; every mention lies in one. */
  readonly sentences: readonly (Span & { readonly page?: number })[];
  readonly resolution: Resolution;
  readonly run: RunId;
  /** As in `Provenance.model`. */
  readonly model: string;
}

export interface MentionFact extends Span {
  readonly sentence: number;
  readonly type: EntityType;
  readonly text: string;
  readonly score: number;
  readonly entity: EntityId;
  readonly form: string;
}

export interface RelationFact {
  readonly sentence: number;
  readonly head: number;
  readonly tail: number;
  readonly type: RelationType;
  readonly score: number;
  readonly triple: TripleId;
  readonly subject: EntityId;
  readonly object: EntityId;
  readonly subjectType: EntityType;
  readonly objectType: EntityType;
}

/** A document as its rows say it: the same whether it comes from the stages or from the file. */
export interface Facts {
  readonly id: DocumentId;
  readonly sha256: string;
  readonly run: string;
  readonly model: string;
  readonly state: string;
  readonly code: string | null;
  readonly format: string;
  readonly language: string | null;
  readonly text: string;
  /** JSON, as kept. */
  readonly blocks: string;
  readonly pages: string;
  readonly metadata: string;
  readonly sentences: readonly (Span & { readonly page: number | null })[];
  readonly mentions: readonly MentionFact[];
  readonly relations: readonly RelationFact[];
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws RangeError where a mention is in no cluster or in no sentence: a stage broke its promise */
export function toFacts(input: StoreInput): Facts {
  const { document, resolution } = input;
  // Lone surrogates would come back from the file as something else; same length, so offsets hold.
  const text = document.text.toWellFormed();
  const clusters = toClusterOf(resolution);
  const mentions = resolution.mentions.map(({ start, end, type, score }, position): MentionFact => {
    const cluster = clusters[position];
    if (!cluster) throw new RangeError(`mention ${position} is in no cluster`);
    const sentence = findSentence(input.sentences, start);
    return {
      start,
      end,
      sentence,
      type,
      text: text.slice(start, end),
      score,
      entity: cluster.entity,
      form: cluster.key,
    };
  });
  const relations = resolution.relations.map(({ head, tail, type, score }): RelationFact => {
    const [from, to] = [clusters[head], clusters[tail]];
    if (!from || !to) throw new RangeError('a relation without its mentions');
    const triple = toTripleId(digest, from.entity, type, to.entity);
    return {
      sentence: mentions[head]?.sentence ?? 0,
      head,
      tail,
      type,
      score,
      triple,
      subject: from.entity,
      object: to.entity,
      subjectType: from.type,
      objectType: to.type,
    };
  });
  const { blocks, pages, metadata, metadataFrom, format, language } = document;
  return {
    id: input.documentId,
    sha256: input.source.sha256,
    run: input.run,
    model: input.model,
    state: input.state,
    code: input.code,
    format,
    language: language ?? null,
    text,
    blocks: JSON.stringify(blocks),
    pages: JSON.stringify(pages),
    metadata: JSON.stringify(
      metadataFrom ? { ...metadata, from: metadataFrom } : metadata,
    ).toWellFormed(),
    sentences: input.sentences.map(({ start, end, page }) => ({ start, end, page: page ?? null })),
    mentions,
    relations,
  };
}

/** Digest of everything a document brought; equal facts give equal hashes, and a changed row gives another. */
export function toHash(facts: Facts): string {
  const { id, sha256, run, model, state, code, format, language, text, blocks, pages, metadata } =
    facts;
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([
      id,
      sha256,
      run,
      model,
      state,
      code,
      format,
      language,
      blocks,
      pages,
      metadata,
    ]),
  );
  hash.update(text);
  const { sentences, mentions, relations } = facts;
  hash.update(
    JSON.stringify([
      sentences.map(({ start, end, page }) => [start, end, page]),
      mentions.map((mention) => [
        mention.sentence,
        mention.start,
        mention.end,
        mention.type,
        mention.text,
        mention.score,
        mention.entity,
      ]),
      relations.map(({ sentence, head, tail, type, score, triple }) => [
        sentence,
        head,
        tail,
        type,
        score,
        triple,
      ]),
    ]),
  );
  return hash.digest('hex');
}

function toClusterOf({ mentions, clusters }: Resolution): readonly (Cluster | undefined)[] {
  const of = new Array<Cluster | undefined>(mentions.length);
  for (const cluster of clusters) for (const position of cluster.mentions) of[position] = cluster;
  return of;
}

/** Position of the last sentence that starts at or before `offset`. */
function findSentence(sentences: readonly Span[], offset: number): number {
  let [low, high] = [0, sentences.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sentences[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  if (low === 0) throw new RangeError(`offset ${offset} is in no sentence`);
  return low - 1;
}
