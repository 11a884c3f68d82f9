import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Extraction } from '#domain/extraction';
import { toDocumentId, type RunId } from '#domain/ids';
import { resolve } from '#resolve/resolve';
import type { StoreInput } from '#store/facts';
import { digest } from '#store/facts';

/** A sentence written by hand: parts are plain text or a mention `[name, type]`; relations count mentions of the sentence. */
export interface Said {
  readonly parts: readonly (string | readonly [name: string, type: string])[];
  readonly relations?: readonly (readonly [
    head: number,
    tail: number,
    type: string,
    score: number,
  ])[];
}

export const run: RunId = `r${'1'.repeat(24)}`;

/** A folder that is gone after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function makePath(): string {
  return join(makeFolder(), 'Äpfel & Birnen 🍐.espalier');
}

/** What the stages would hand over for a text file with these sentences, resolved by the real `resolve`. */
export function makeInput(
  path: string,
  said: readonly Said[],
  more: {
    readonly run?: RunId;
    readonly format?: 'txt' | 'md';
    readonly bytes?: string;
    readonly page?: number;
  } = {},
): StoreInput {
  let text = '';
  const sentences: { start: number; end: number; tokens: []; page?: number }[] = [];
  const extractions: Extraction[] = [];
  for (const { parts, relations = [] } of said) {
    const start = text.length;
    const mentions: { start: number; end: number; type: string; score: number }[] = [];
    for (const part of parts) {
      const [piece, type] = typeof part === 'string' ? [part, undefined] : part;
      if (type !== undefined)
        mentions.push({ start: text.length, end: text.length + piece.length, type, score: 0.9 });
      text += piece;
    }
    if (text.length === start) text += '.';
    sentences.push({
      start,
      end: text.length,
      tokens: [],
      ...(more.page ? { page: more.page } : {}),
    });
    extractions.push({
      start,
      end: text.length,
      mentions,
      relations: relations.map(([head, tail, type, score]) => ({ head, tail, type, score })),
    });
    text += '\n';
  }
  const sha256 = createHash('sha256')
    .update(more.bytes ?? text)
    .digest('hex');
  return {
    source: {
      path,
      name: path.slice(path.lastIndexOf('/') + 1),
      root: '/in',
      bytes: text.length,
      modified: 5,
      sha256,
    },
    state: 'done',
    code: null,
    detail: null,
    documentId: toDocumentId(sha256),
    document: {
      format: more.format ?? 'txt',
      text,
      blocks: [{ start: 0, end: text.length, kind: 'paragraph' }],
      pages: [],
      metadata: { title: `On ${said.length} things` },
    },
    sentences,
    resolution: resolve({ text, extractions, digest }),
    run: more.run ?? run,
    model: 'minilm/news@0123456789ab',
  };
}

export function works(person: string, company: string, score = 0.8): Said {
  return {
    parts: [[person, 'Peop'], ' 🍎 works for ', [company, 'Org'], '.'],
    relations: [[0, 1, 'Work_For', score]],
  };
}

export function lives(person: string, place: string, score = 0.7): Said {
  return {
    parts: ['In ', [place, 'Loc'], ' lives ', [person, 'Peop'], '.'],
    relations: [[1, 0, 'Live_In', score]],
  };
}
