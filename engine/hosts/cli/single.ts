import { EngineError } from '#contract/errors';
import { toReason } from '#contract/reasons';
import type { Reading, Sentence } from '#domain/document';
import { openModel } from '#engine/model';
import { extractBatch, readingHere, segmentText } from '#engine/pipeline';
import { readBytes } from '#engine/import/source-file';
import { toName } from '#engine/import/scan';
import { type ReadSource, readWithScans } from '#engine/import/scans';
import { readInside } from '#read/inside';
import { UsageError, type CliCommand, type Output } from './command.ts';
import { lookAtSentence } from './look.ts';
import { modelOptions, toExtractionOptions, toExtractingChoice } from './model-options.ts';

/** One file in this process: for looking at what a stage makes of it, not for untrusted folders. */
async function readFile(path: string, out: Output, passwordFile?: string): Promise<ReadSource> {
  const file = await readBytes(path);
  if (!file.ok) {
    if (file.detail === 'ENOENT') throw new EngineError('path-missing', path);
    const state =
      file.code === 'too-large' || file.code === 'not-a-file' ? 'skipped' : 'quarantined';
    const source = { name: toName(path), bytes: new Uint8Array() };
    return { reading: { state, code: file.code, detail: file.detail }, sentences: [], source };
  }
  const password = passwordFile === undefined ? {} : { password: await readPassword(passwordFile) };
  const source = { name: toName(path), bytes: file.bytes, ...password };
  return readWithScans(source, readingHere, { signal: out.signal });
}

/** The first line, without its line end. */
async function readPassword(path: string): Promise<string> {
  const file = await readBytes(path);
  if (!file.ok) throw new EngineError('path-unreadable', path);
  return new TextDecoder().decode(file.bytes).split(/\r?\n/, 1)[0] ?? '';
}

export const readCommand: CliCommand = {
  usage: 'FILE [--password-file F]',
  summary:
    'Shows the fixed text and the blocks that are read from one file, and what lies inside it.',
  options: { 'password-file': { type: 'string' } },
  paths: [1, 1],
  async run(given, out) {
    const { reading, source } = await readFile(
      given.paths[0] ?? '',
      out,
      given.text('password-file'),
    );
    const inside: ({ readonly path: string } & ReturnType<typeof toPrinted>)[] = [];
    for await (const inner of readInside(source, reading))
      inside.push({ path: inner.name, ...toPrinted(inner.reading) });
    out.result({ ...toPrinted(reading), ...(inside.length > 0 && { inside }) }, () =>
      [
        toText(reading),
        ...inside.map((inner) => `\n== ${inner.path}\n${inner.text || (inner.reason ?? '')}`),
      ].join('\n'),
    );
  },
};

function toPrinted(reading: Reading) {
  const document = 'document' in reading ? reading.document : undefined;
  return {
    state: reading.state,
    ...('code' in reading && {
      code: reading.code,
      reason: toReason(reading.code, reading.detail),
    }),
    format: document?.format ?? null,
    text: document?.text ?? '',
    language: document?.language,
    metadata: document?.metadata ?? {},
    metadataFrom: document?.metadataFrom,
    blocks: document?.blocks ?? [],
    pages: document?.pages ?? [],
  };
}

function toText(reading: Reading): string {
  if ('document' in reading && reading.document.text) return reading.document.text;
  return 'code' in reading ? toReason(reading.code, reading.detail) : reading.state;
}

export const segmentCommand: CliCommand = {
  usage: 'FILE',
  summary: 'Shows the sentences of one file.',
  paths: [1, 1],
  async run({ paths }, out) {
    const { reading, sentences } = await readFile(paths[0] ?? '', out);
    const text = 'document' in reading ? reading.document.text : '';
    out.result({ text, sentences: sentences.map(({ start, end }) => [start, end]) }, () =>
      sentences.map(({ start, end }) => text.slice(start, end)).join('\n'),
    );
  },
};

export const extractCommand: CliCommand = {
  usage: 'FILE | --text T [--heads news] [--model M] [--off TYPES] [--table] [--near-misses]',
  summary:
    'Shows names and relations sentence by sentence; with the whole table of each head, or why what could be said is not.',
  options: {
    text: { type: 'string' },
    table: { type: 'boolean' },
    'near-misses': { type: 'boolean' },
    ...modelOptions,
  },
  paths: [0, 1],
  async run(given, out) {
    const [path] = given.paths;
    const inline = given.text('text');
    if ((path === undefined) === (inline === undefined))
      throw new UsageError('give a FILE or --text T');
    const { folder, heads } = await toExtractingChoice(given);
    const { text, sentences } =
      path === undefined ? segmentText(inline ?? '') : await sentencesOf(path, out);
    const options = await toExtractionOptions(given);
    const model = await openModel(folder, heads);
    for (const sentence of sentences) {
      if (out.signal.aborted) throw new EngineError('cancelled', 'The extraction');
      const [found] = await extractBatch(model, { text, sentences: [sentence], options });
      const { start, end, tokens } = sentence;
      const mentions = (found?.mentions ?? []).map((m) => ({
        ...m,
        text: text.slice(m.start, m.end),
      }));
      const seen = await lookAtSentence(model, text, sentence, given, options);
      await out.row(
        {
          start,
          end,
          text: text.slice(start, end),
          tokens: tokens.map((token) => [token.start, token.end]),
          mentions,
          relations: found?.relations ?? [],
          ...seen.shape,
        },
        () =>
          [
            text.slice(start, end),
            ...mentions.map((m) => `  ${m.type.padEnd(8)} ${m.score.toFixed(2)}  ${m.text}`),
            ...(found?.relations ?? []).map(
              (r) =>
                `  ${r.type.padEnd(12)} ${r.score.toFixed(2)}  ${mentions[r.head]?.text} → ${mentions[r.tail]?.text}`,
            ),
            ...seen.lines,
          ].join('\n'),
      );
    }
  },
};

async function sentencesOf(
  path: string,
  out: Output,
): Promise<{ text: string; sentences: readonly Sentence[] }> {
  const { reading, sentences } = await readFile(path, out);
  if (!('document' in reading))
    throw new EngineError('path-unreadable', `${path}: ${toReason(reading.code, reading.detail)}`);
  return { text: reading.document.text, sentences };
}
