import { expect, it, onTestFinished } from 'vitest';
import type { Document, Sentence } from '#domain/document';
import { lineFor, segmentText, type KeptBatches } from '#engine/pipeline';
import type { Stages } from '#engine/workers/asking';
import { createHeld } from '#engine/workers/held';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { keepBatches } from '#store/unfinished';
import { makePath, run } from '../store/make.ts';

/** Enough for more batches than a document is kept from. */
const PAGES = 400;
/** Each of another length. */
const toPage = (i: number) =>
  `Ida Lund 🛶 left Bergen before ${i ** 4}, and nobody in the harbour of Utvær saw where she went. `.repeat(
    10,
  );
const source = { name: 'scan.pdf', bytes: new Uint8Array() };

/** A scan of which these pages were not recognised. */
function read(missing: readonly number[]): { document: Document; sentences: readonly Sentence[] } {
  const pages = Array.from({ length: PAGES }, (_, i) => (missing.includes(i) ? '' : toPage(i)));
  const { text, sentences } = segmentText(pages.join(''));
  return { document: { format: 'txt', text, blocks: [], pages: [], metadata: {} }, sentences };
}

/** Takes each word with a capital for a name; counts the calls, and stops at one of them. */
function stagesOf(
  missing: readonly number[],
  { counts = (): string => '', stopsAt = Infinity } = {},
): { readonly stages: Stages; asked(): number } {
  let asked = 0;
  const { document, sentences } = read(missing);
  const stages: Stages = {
    width: 1,
    held: createHeld(1),
    ready: () => Promise.resolve(),
    countsIn: counts,
    read: () => Promise.resolve({ reading: { state: 'done', document }, sentences }),
    ask: () => Promise.resolve(null),
    findRecogniser: () => Promise.resolve(undefined),
    extract({ text, sentences: some }) {
      asked += 1;
      if (asked === stopsAt) return Promise.reject(new Error('stopped'));
      return Promise.resolve(
        some.map(({ start, end, tokens }) => ({
          start,
          end,
          mentions: tokens
            .filter((token) => /^\p{Lu}/u.test(text.slice(token.start, token.end)))
            .map((token) => ({ ...token, type: `Name${counts()}`, score: 0.9 })),
          relations: [],
        })),
      );
    },
  };
  return { stages, asked: () => asked };
}

const sha256 = 'a'.repeat(64);

function openKept(write: (project: Project) => void = () => undefined): KeptBatches {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  project.transaction(() => write(project));
  return keepBatches(project, sha256, run);
}

async function runLine({ stages, asked }: ReturnType<typeof stagesOf>, kept?: KeptBatches) {
  const asking = { signal: new AbortController().signal };
  const line = await lineFor(source, stages, asking, () => undefined, kept);
  return { mentions: line.resolution.mentions, asked: asked() };
}

async function stopAt(stopsAt: number, kept: KeptBatches): Promise<void> {
  await expect(runLine(stagesOf([], { stopsAt }), kept)).rejects.toThrow('stopped');
}

it('a book that was stopped goes on where it was', async () => {
  const kept = openKept();
  const alone = await runLine(stagesOf([]));
  expect(alone.asked).toBeGreaterThan(40);
  await stopAt(31, kept);
  expect(await runLine(stagesOf([]), kept)).toEqual({ ...alone, asked: alone.asked - 30 });
});

it('a scan that is recognised otherwise the second time is given nothing of other words', async () => {
  const kept = openKept();
  await stopAt(31, kept);
  const alone = await runLine(stagesOf([3]));
  const { mentions } = await runLine(stagesOf([3]), kept);
  expect(mentions).toEqual(alone.mentions);
});

it('what one device counted is not given for what another counts', async () => {
  const kept = openKept();
  await stopAt(31, kept);
  const half = { counts: () => ' half' };
  const alone = await runLine(stagesOf([], half));
  expect(await runLine(stagesOf([], half), kept)).toEqual(alone);
});

it('nothing is kept of a batch under which a device was lost', async () => {
  const kept = openKept();
  let asked = 0;
  // It is lost while the fifth batch is under way.
  const counts = () => (asked < 5 ? ' half' : '');
  const { stages } = stagesOf([], { stopsAt: 6 });
  const losing: Stages = {
    ...stages,
    countsIn: counts,
    extract(input, signal) {
      asked += 1;
      return stages.extract(input, signal);
    },
  };
  await expect(runLine({ stages: losing, asked: () => asked }, kept)).rejects.toThrow('stopped');
  const alone = await runLine(stagesOf([]));
  expect((await runLine(stagesOf([]), kept)).asked).toBe(alone.asked);
  const half = stagesOf([], { counts: () => ' half' });
  expect((await runLine(half, kept)).asked).toBe(alone.asked - 4);
});

it('what was kept before it was known of what is not used', async () => {
  const row = `INSERT INTO unfinished (sha256, run, batch, extractions) VALUES (?, ?, 0, '[]')`;
  const kept = openKept((project) => void project.run(row, sha256, run));
  expect(await runLine(stagesOf([]), kept)).toEqual(await runLine(stagesOf([])));
});
