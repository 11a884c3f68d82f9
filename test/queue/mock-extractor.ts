import { serve, type Answer } from '#contract/server';
import { createTransport } from '#contract/transports';
import type { ExtractorCalls } from '#contract/workers';
import type { Extraction } from '#domain/extraction';
import { READY } from '#engine/workers/starter';
import { createChannels } from '#engine/workers/stdio';

/** An extractor without a model: takes the first word of a sentence for a person, and dies of the word POISON. */
export function extractMock({
  text,
  sentences,
  heads = [''],
}: ExtractorCalls['sentences.extract']['input']): Extraction[] {
  return sentences.flatMap(({ start, end, tokens }) =>
    heads.map(() => {
      const [first] = tokens;
      const isName = first && /^\p{Lu}/u.test(text.slice(first.start, first.end));
      const mention = { start, end: first?.end ?? end, type: 'PER', score: 0.5 };
      return { start, end, mentions: isName ? [mention] : [], relations: [] };
    }),
  );
}

if (process.argv.includes('mock-extractor')) {
  const channels = createChannels(process.stdin, process.stdout);
  channels.onEnd(() => process.exit(0));
  const handle = (input: ExtractorCalls['sentences.extract']['input']) => {
    if (input.text.includes('POISON')) process.abort();
    return extractMock(input);
  };
  serve(
    createTransport(channels.open(0)),
    new Map<string, Answer>([
      ['sentences.extract', { handle }],
      [READY, { handle: () => null }],
    ]),
  );
}
