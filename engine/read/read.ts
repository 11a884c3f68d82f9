import type { Reading } from '#domain/document';
import { isReadable } from './characters.ts';
import { markLanguages } from './block-languages.ts';
import { detect } from './detect.ts';
import { findLanguage } from './language.ts';
import { limits } from './limits.ts';
import type { Draft, Reader, Source } from './reader.ts';
import { isRefusal, quarantined, skipped } from './reader.ts';
import { shorten } from './shorten.ts';

/** Changes whenever the same bytes may give another Document; part of the key under which results are kept. */
export const readerVersion = '8';

/**
 * What one file holds, whatever it is called. Never throws: an empty, unknown, protected or broken file ends in
 * a state with its code. The same bytes always give the same Document.
 */
export async function read(source: Source): Promise<Reading> {
  if (source.bytes.length === 0) return skipped('empty-file', 'The file has no bytes.');
  if (source.bytes.length > limits.sourceBytes)
    return skipped(
      'too-large',
      `The file has ${source.bytes.length} bytes, ${limits.sourceBytes} can be read.`,
    );
  try {
    const detected = await detect(source);
    if (isRefusal(detected)) return detected;
    const outcome =
      'text' in detected
        ? await detected.reader.read(detected.text, source)
        : await detected.reader.read({ ...source, bytes: detected.bytes });
    if (isRefusal(outcome)) return outcome;
    return await toReading(
      detected.reader,
      'charset' in detected ? withCharset(outcome, detected.charset) : outcome,
    );
  } catch (error) {
    return quarantined('broken-file', toDetail(error));
  }
}

function withCharset(draft: Draft, charset: string): Draft {
  return { ...draft, metadata: { ...draft.metadata, charset } };
}

async function toReading(reader: Reader, whole: Draft): Promise<Reading> {
  const draft = shorten(whole);
  const { text, blocks, pages, metadata, metadataFrom, damage, declaredLanguage, parts } = draft;
  const language = (await findLanguage(text, blocks)) ?? toPrimaryTag(declaredLanguage);
  const document = {
    format: draft.format ?? reader.format,
    text,
    blocks: await markLanguages(text, blocks, language),
    pages,
    metadata,
    ...(metadataFrom === undefined ? {} : { metadataFrom }),
    ...(language === undefined ? {} : { language }),
  };
  const inside = parts === undefined ? {} : { parts };
  if (damage) return { state: 'partial', ...damage, document, ...inside };
  if (!isReadable(text))
    return {
      state: 'partial',
      code: 'no-text',
      detail: 'The file could be read, but holds no words.',
      document,
      ...inside,
    };
  return { state: 'done', document, ...inside };
}

/** `en` of `en-US`; anything that is no tag of a language is nothing. */
function toPrimaryTag(declared: string | undefined): string | undefined {
  return /^([a-z]{2,3})(?:[-_]|$)/i.exec(declared ?? '')?.[1]?.toLowerCase();
}

/** One line of a library's complaint, short enough for a list. */
function toDetail(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').slice(0, 200);
}
