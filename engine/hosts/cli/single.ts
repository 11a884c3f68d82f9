import { EngineError } from '#contract/errors';
import { toReason } from '#contract/reasons';
import type { Sentence } from '#domain/document';
import { openModel } from '#engine/model';
import { extractBatch, readSource, segmentText } from '#engine/pipeline';
import { readBytes } from '#engine/source-file';
import { toName } from '#engine/scan';
import { UsageError, type CliCommand } from './command.ts';
import { modelOptions, toModelChoice } from './model-options.ts';

/** One file in this process: for looking at what a stage makes of it, not for untrusted folders. */
async function readFile(path: string): ReturnType<typeof readSource> {
  const source = await readBytes(path);
  if (!source.ok) {
    if (source.detail === 'ENOENT') throw new EngineError('path-missing', path);
    const state =
      source.code === 'too-large' || source.code === 'not-a-file' ? 'skipped' : 'quarantined';
    return { reading: { state, code: source.code, detail: source.detail }, sentences: [] };
  }
  return readSource({ name: toName(path), bytes: source.bytes });
}

export const readCommand: CliCommand = {
  usage: 'FILE',
  summary: 'Shows the fixed text and the blocks that are read from one file.',
  paths: [1, 1],
  async run({ paths }, out) {
    const { reading } = await readFile(paths[0] ?? '');
    const failed =
      'code' in reading
        ? { code: reading.code, reason: toReason(reading.code, reading.detail) }
        : {};
    const document = 'document' in reading ? reading.document : undefined;
    out.result(
      {
        state: reading.state,
        ...failed,
        format: document?.format ?? null,
        text: document?.text ?? '',
        language: document?.language,
        metadata: document?.metadata ?? {},
        blocks: document?.blocks ?? [],
        pages: document?.pages ?? [],
      },
      () => document?.text ?? failed.reason ?? reading.state,
    );
  },
};

export const segmentCommand: CliCommand = {
  usage: 'FILE',
  summary: 'Shows the sentences of one file.',
  paths: [1, 1],
  async run({ paths }, out) {
    const { reading, sentences } = await readFile(paths[0] ?? '');
    const text = 'document' in reading ? reading.document.text : '';
    out.result({ text, sentences: sentences.map(({ start, end }) => [start, end]) }, () =>
      sentences.map(({ start, end }) => text.slice(start, end)).join('\n'),
    );
  },
};

export const extractCommand: CliCommand = {
  usage: 'FILE | --text T [--heads news] [--model M]',
  summary: 'Shows names and relations sentence by sentence.',
  options: { text: { type: 'string' }, ...modelOptions },
  paths: [0, 1],
  async run(given, out) {
    const [path] = given.paths;
    const inline = given.text('text');
    if ((path === undefined) === (inline === undefined))
      throw new UsageError('give a FILE or --text T');
    const { folder, heads } = await toModelChoice(given);
    const { text, sentences } =
      path === undefined ? segmentText(inline ?? '') : await sentencesOf(path);
    const model = await openModel(folder, heads);
    for (const sentence of sentences) {
      if (out.signal.aborted) throw new EngineError('cancelled', 'The extraction');
      const [found] = await extractBatch(model, { text, sentences: [sentence] });
      const { start, end, tokens } = sentence;
      const mentions = (found?.mentions ?? []).map((m) => ({
        ...m,
        text: text.slice(m.start, m.end),
      }));
      await out.row(
        {
          start,
          end,
          text: text.slice(start, end),
          tokens: tokens.map((token) => [token.start, token.end]),
          mentions,
          relations: found?.relations ?? [],
        },
        () =>
          [
            text.slice(start, end),
            ...mentions.map((m) => `  ${m.type.padEnd(8)} ${m.score.toFixed(2)}  ${m.text}`),
            ...(found?.relations ?? []).map(
              (r) =>
                `  ${r.type.padEnd(12)} ${r.score.toFixed(2)}  ${mentions[r.head]?.text} → ${mentions[r.tail]?.text}`,
            ),
          ].join('\n'),
      );
    }
  },
};

async function sentencesOf(
  path: string,
): Promise<{ text: string; sentences: readonly Sentence[] }> {
  const { reading, sentences } = await readFile(path);
  if (!('document' in reading))
    throw new EngineError('path-unreadable', `${path}: ${toReason(reading.code, reading.detail)}`);
  return { text: reading.document.text, sentences };
}
