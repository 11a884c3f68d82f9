import type { Span } from '#domain/document';
import type { EntityId } from '#domain/ids';
import { createOffsets } from '../offsets.ts';
import type { AnnotatedDocument, ExportMention } from '../source.ts';
import { describe, type Properties, type Writing } from './describe.ts';
import { introduceRun } from './runs.ts';
import { listPage, listPlace } from './selectors.ts';
import {
  toDouble,
  toInteger,
  toJson,
  toLiteral,
  type Mint,
  type Quad,
  type Term,
} from './terms.ts';
import { dct, own, prov, rdf } from './vocabulary.ts';

/** A document, the sentences that are evidence, and every name in it. */
export function* listDocument(writing: Writing, document: AnnotatedDocument): Iterable<Quad> {
  const { mint, withText } = writing;
  const { id, text, mentions, sentences, relations } = document;
  const resource = mint('document', id);
  yield* introduceRun(writing, document);
  yield* describe(resource, toProperties(writing, document));
  const toCodePoints = createOffsets(text);
  const pages = new Set<number>();
  const said = new Set(relations.map(({ head }) => mentions[head]?.sentence));
  for (const [position, { start, end, page }] of sentences.entries()) {
    if (!said.has(position)) continue;
    yield* meetPage(mint, id, pages, page);
    const subject = mint('sentence', id, start, end);
    yield* describe(subject, [
      [rdf.type, own.Sentence],
      ...(page === undefined ? [] : ([[own.page, toInteger(page)]] as const)),
    ]);
    const placed = { subject, document: resource, span: { start, end }, ...toPage(mint, id, page) };
    const quote = withText ? { quote: text.slice(start, end) } : {};
    yield* listPlace({ ...placed, ...quote }, toCodePoints);
  }
  const met = new Set<Term>();
  for (const mention of mentions) {
    const { start, end, entity } = mention;
    const subject = toMention(mint, entity, id, mention);
    // Two heads may have found the same words.
    if (met.has(subject)) continue;
    met.add(subject);
    const page = sentences[mention.sentence]?.page;
    yield* meetPage(mint, id, pages, page);
    yield* describe(subject, toFound(writing, mention));
    const placed = { subject, document: resource, span: { start, end }, ...toPage(mint, id, page) };
    yield* listPlace({ ...placed, quote: text.slice(start, end) }, toCodePoints);
  }
}

export function toMention(mint: Mint, entity: EntityId, document: string, span: Span): Term {
  return mint('mention', document, span.start, span.end, entity);
}

function toProperties({ mint, withText }: Writing, document: AnnotatedDocument): Properties {
  const { sha256, paths, bytes, format, title, language, state, code, detail, run } = document;
  const { text, blocks, pages, metadata, sentences, base } = document;
  return [
    [rdf.type, own.Document],
    [rdf.type, prov.Entity],
    [own.sha256, toLiteral(sha256)],
    ...paths.map((path) => [own.path, toLiteral(path)] as const),
    [own.bytes, toInteger(bytes)],
    [dct.format, toLiteral(format)],
    ...toOptional(dct.title, title),
    ...toOptional(dct.language, language),
    [own.state, toLiteral(state)],
    ...toOptional(own.code, code),
    ...toOptional(own.detail, detail),
    [own.run, mint('run', run)],
    ...(withText
      ? ([
          [own.text, toLiteral(text)],
          [own.layout, toJson({ blocks, pages, metadata, sentences: sentences.map(toTuple) })],
          ...(base === undefined ? [] : [[own.base, toJson(base)] as const]),
        ] as const)
      : []),
  ];
}

function toOptional(predicate: Term, text: string | null | undefined): Properties {
  return text === null || text === undefined ? [] : [[predicate, toLiteral(text)]];
}

function toTuple({ start, end, page }: Span & { readonly page?: number }): readonly number[] {
  return page === undefined ? [start, end] : [start, end, page];
}

function toFound({ mint }: Writing, mention: ExportMention): Properties {
  const { entity, score, found } = mention;
  const home = mint('entity', found.entity);
  return [
    [rdf.type, own.Mention],
    [own.refersTo, mint('entity', entity)],
    [own.score, toDouble(score)],
    [own.type, toLiteral(found.type)],
    [own.key, toLiteral(found.key)],
    ...(found.entity === entity ? [] : ([[own.found, home]] as const)),
  ];
}

function toPage(mint: Mint, document: string, page: number | undefined): { readonly page?: Term } {
  return page === undefined ? {} : { page: mint('page', document, page) };
}

function* meetPage(
  mint: Mint,
  document: string,
  pages: Set<number>,
  page: number | undefined,
): Iterable<Quad> {
  if (page === undefined || pages.has(page)) return;
  pages.add(page);
  yield* listPage(mint('page', document, page), page);
}
