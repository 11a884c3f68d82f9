import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import { toDocumentId, toRunId } from '#domain/ids';
import { digest, toSha256 } from '#engine/digest';
import { createExportSource } from '#engine/outgoing/export-source';
import { readSource, toNaming } from '#engine/pipeline';
import { createOffsets } from '#export/offsets';
import { resolve } from '#resolve/resolve';
import { getDocument } from '#store/documents';
import { getAnnotations, listMentions } from '#store/mentions';
import { createProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { getTriple } from '#store/triples';
import { cut } from '../../renderer/parts/marks.ts';
import { fc } from '../random.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-offsets-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Words that have gone wrong somewhere: two directions, no spaces, marks that combine, pairs of units, joined emoji. */
const words = [
  'Elsa',
  'Zo\u0308e',
  'Nguyễn',
  'אלזה',
  'بِرَانْت',
  'می\u200cخواهم',
  '田中',
  '𠮷野家',
  'ハーバー',
  '한강',
  'क्षत्रिय',
  'กรุงเทพ',
  '👩‍🔬',
  '🇦🇹',
  '👍🏽',
  '𝔊raz',
  'ﬁnanz',
  'İzmir',
  'ß',
  "O'Brien",
];
const marks = [
  ' ',
  ' ',
  ' ',
  ', ',
  '. ',
  '。',
  '؟ ',
  '! ',
  '\n',
  '\n\n',
  ' «',
  '» ',
  ' \u202b',
  '\u202c ',
];

const texts = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(...marks)), {
    minLength: 3,
    maxLength: 60,
  })
  .map((pieces) => pieces.flat().join(''));
const sources = fc.tuple(texts, fc.constantFrom('a.txt', 'a.md', 'a.html')).map(([text, name]) => ({
  name,
  bytes: new TextEncoder().encode(
    name === 'a.html' ? `<!doctype html><p>${text}</p>` : `Elsa ${text}`,
  ),
}));

/** As a model would answer: in each sentence two names, cut at tokens, and a relation between them. */
function extract(sentences: readonly Sentence[], picks: readonly number[]): Extraction[] {
  return sentences.map(({ start, end, tokens }, i) => {
    const at = (picks[i % picks.length] ?? 0) % tokens.length;
    const [first, second] = [tokens[at], tokens.at(-1)];
    if (!first || !second || first.end > second.start)
      return { start, end, mentions: [], relations: [] };
    const toMention = (span: { start: number; end: number }, type: string) => ({
      start: span.start,
      end: span.end,
      type,
      score: 0.9,
    });
    return {
      start,
      end,
      mentions: [toMention(first, 'Peop'), toMention(second, 'Loc')],
      relations: [{ head: 0, tail: 1, type: 'Live_In', score: 0.8 }],
    };
  });
}

let run = 0;

it('every mention is what its span cuts out: read, stored, shown and exported', async () => {
  await fc.assert(
    fc.asyncProperty(
      sources,
      fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }),
      async (source, picks) => {
        const { reading, sentences } = await readSource(source);
        if (!('document' in reading)) return;
        const { document } = reading;
        const { text } = document;
        for (const sentence of sentences)
          for (const span of [sentence, ...sentence.tokens]) {
            expect(span.end).toBeGreaterThan(span.start);
            expect(text.slice(span.start, span.end).trim()).toBe(text.slice(span.start, span.end));
            // No span begins or ends inside a character.
            expect(text.slice(span.start, span.end).isWellFormed()).toBe(true);
          }
        const extractions = extract(sentences, picks);
        const truth = extractions.flatMap(({ mentions }) =>
          mentions.map(({ start, end }) => text.slice(start, end)),
        );
        const project = createProject(join(folder, `${run++}.espalier`));
        try {
          const sha256 = toSha256(source.bytes);
          const id = toDocumentId(sha256);
          const delta = storeDocument(
            project,
            {
              source: {
                path: source.name,
                name: source.name,
                root: '',
                bytes: source.bytes.length,
                modified: 0,
                sha256,
              },
              state: 'done',
              code: null,
              detail: null,
              documentId: id,
              document,
              sentences,
              resolution: resolve({ text, extractions, digest }),
              run: toRunId(digest, ['offsets']),
              model: 'none',
            },
            toNaming,
          );
          // The store.
          const stored = getDocument(project, id);
          expect(stored.text).toBe(text);
          const { mentions } = getAnnotations(project, id);
          expect(mentions.map((mention) => mention.text)).toEqual(truth);
          for (const { start, end, text: form } of mentions)
            expect(stored.text.slice(start, end)).toBe(form);
          // The view: the reader cuts blocks at marks, the inspector sentences.
          for (const block of stored.blocks) {
            const pieces = cut(
              stored.text.slice(block.start, block.end),
              block.start,
              mentions.map(({ start, end }) => ({ start, end, kind: 'mention', hue: '' })),
            );
            expect(pieces.map((piece) => piece.text).join('')).toBe(
              stored.text.slice(block.start, block.end),
            );
            for (const piece of pieces) expect(piece.text.isWellFormed()).toBe(true);
          }
          for (const { entity } of mentions.slice(0, 3))
            for (const { start, end, text: form, sentence } of listMentions(project, { entity })
              .rows)
              expect(sentence.text.slice(start - sentence.start, end - sentence.start)).toBe(form);
          for (const triple of delta.triples.added.slice(0, 3))
            for (const { sentence, subject, object } of getTriple(project, triple).evidence)
              for (const side of [subject, object])
                expect(
                  sentence.text.slice(side.start - sentence.start, side.end - sentence.start),
                ).toBe(side.text);
          // Export, in units and in code points.
          const out = createExportSource(project);
          const exported = new Map([...out.annotated()].map((one) => [one.id, one.text]));
          for (const { mentions: cited } of out.entities())
            for (const { document: from, start, end, text: form } of cited) {
              const whole = exported.get(from) ?? '';
              expect(whole.slice(start, end)).toBe(form);
              const points = createOffsets(whole)({ start, end });
              expect([...whole].slice(points.start, points.end).join('')).toBe(form);
            }
        } finally {
          project.close();
        }
      },
    ),
    { numRuns: Number(process.env['OFFSET_RUNS'] ?? 60) },
  );
}, 120_000);
