import type { Extraction, Mention } from '#domain/extraction';
import { toDocumentId, type RunId } from '#domain/ids';
import { digest } from '#engine/digest';
import { resolve } from '#resolve/resolve';
import type { StoreInput } from '#store/facts';

const run: RunId = `r${'7'.repeat(24)}`;

/** A name in a made-up document: type and spelling. */
export type MadeName = readonly [type: string, spelling: string];

/** A document of one sentence a line, with these names in it and a relation between neighbours on a line. */
export function makeDocument(path: string, lines: readonly (readonly MadeName[])[]): StoreInput {
  let text = `🗂 ${path}\n\n`;
  const extractions: Extraction[] = [];
  for (const names of lines) {
    const start = text.length;
    const mentions: Mention[] = [];
    for (const [type, spelling] of names) {
      text += 'then ';
      mentions.push({ start: text.length, end: text.length + spelling.length, type, score: 0.9 });
      text += `${spelling} `;
    }
    const relations = mentions
      .slice(1)
      .map((_, at) => ({ head: at, tail: at + 1, type: 'Knows', score: 0.8 }));
    text += 'came.';
    extractions.push({ start, end: text.length, mentions, relations });
    text += '\n';
  }
  const sha256 = digest(text);
  return {
    source: { path, name: path, root: '/', bytes: text.length, modified: 0, sha256 },
    state: 'done',
    code: null,
    detail: null,
    documentId: toDocumentId(sha256),
    document: {
      format: 'txt',
      text,
      blocks: [{ kind: 'paragraph', start: 0, end: text.length }],
      pages: [],
      metadata: {},
    },
    sentences: extractions.map(({ start, end }) => ({ start, end, tokens: [] })),
    resolution: resolve({ text, extractions, digest }),
    run,
    model: 'made/news@000000000000',
  };
}
