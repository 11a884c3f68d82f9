import { EngineError } from '#contract/errors';
import type { ExtractorCalls } from '#contract/workers';
import type { Sentence, Span } from '#domain/document';
import { Failure } from '#domain/failure';
import type { DocumentId } from '#domain/ids';
import type { ExtractionTable, NearMisses } from '#domain/xray';
import type { ChosenModel } from '#store/model-choice';
import type { Project } from '#store/project';
import { getSentence } from '#store/sentences';
import { getHeadIds, getModelFacts } from '../model.ts';
import { findListedModel, findModel, type ModelChoice } from '../models.ts';
import { tokenize } from '../pipeline.ts';
import type { Places } from '../places.ts';
import { createPool, type Pool } from './pool.ts';
import { extractorBudget } from './extractors.ts';
import { WorkerLost } from './slot.ts';
import { toExtractorSettings, toWorkerStart } from './worker-start.ts';

export interface TableRequest {
  readonly document: DocumentId;
  /** Inside the sentence. */
  readonly start: number;
  /** As in a list of models; what the project is read with where left out. */
  readonly model?: string | undefined;
  /** As `--heads` takes one; the project's first where left out. */
  readonly head?: string | undefined;
  readonly window: number;
}

export interface MissRequest {
  readonly document: DocumentId;
  readonly start: number;
  /** Two spans of one sentence; all its names where left out. */
  readonly between?: readonly Span[] | undefined;
}

/** The open project, as far as this needs it. */
interface Beside {
  readonly project: Project;
  readonly chosen: ChosenModel;
}

/** What somebody who looks at one sentence asks, in a process of its own: an import that runs is not held up. */
export interface Xray {
  /** @throws Failure `not-found`, `model-missing`, `model-altered`; EngineError `model-replaced`, `look-failed`, `cancelled`, `closed` */
  table(opened: Beside, request: TableRequest, signal: AbortSignal): Promise<ExtractionTable>;
  nearMisses(opened: Beside, request: MissRequest, signal: AbortSignal): Promise<NearMisses>;
  pids(): readonly number[];
  close(): Promise<void>;
}

/** Milliseconds without a question after which the process ends and gives its memory back. */
const IDLE = 120_000;

export function createXray(places: Pick<Places, 'models' | 'data'>): Xray {
  let held: { readonly key: string; readonly pool: Pool<ExtractorCalls> } | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function release(): Promise<void> {
    clearTimeout(idle);
    const { pool } = held ?? {};
    held = undefined;
    await pool?.close();
  }

  /** One model at a time: whoever looks through another head waits a second for it. */
  async function getPool({ folder, heads }: ModelChoice): Promise<Pool<ExtractorCalls>> {
    if (heads.length === 0) throw new Failure('model-missing', 'no head');
    const ids = await getHeadIds(folder, heads);
    const key = JSON.stringify([folder, ids]);
    if (held?.key === key) return held.pool;
    // A process would try five times, and say less.
    await getModelFacts(folder, heads);
    await release();
    if (closed) throw new EngineError('closed', 'The engine');
    const pool = createPool<ExtractorCalls>({
      ...extractorBudget,
      output: MAX_TABLE,
      start: toWorkerStart('extractor', toExtractorSettings({ folder, heads, id: ids.join('+') })),
      size: 1,
      recycleAfter: 2000,
      recycleAbove: RECYCLE_ABOVE,
    });
    held = { key, pool };
    return pool;
  }

  /** One question after the other: there is one process, and that of another model would take its place in the middle. */
  function ask<Name extends 'sentence.table' | 'sentence.explain'>(
    choice: ModelChoice,
    name: Name,
    input: ExtractorCalls[Name]['input'],
    signal: AbortSignal,
  ): Promise<ExtractorCalls[Name]['output']> {
    const answer = last.then(async () => {
      if (signal.aborted) throw new EngineError('cancelled', 'The question');
      clearTimeout(idle);
      try {
        const pool = await getPool(choice);
        return await pool.call(name, input, { signal });
      } catch (error) {
        throw error instanceof WorkerLost ? new EngineError('look-failed', error.message) : error;
      } finally {
        idle = setTimeout(() => void release(), IDLE);
        idle.unref();
      }
    });
    last = answer.catch(() => undefined);
    return answer;
  }

  function getChoice({ chosen }: Beside): Promise<ModelChoice> {
    return findModel(places, chosen.heads, chosen.model || undefined);
  }

  async function choose(opened: Beside, { model, head }: TableRequest): Promise<ModelChoice> {
    const own = await getChoice(opened);
    const isOwn = model === undefined || (await findListedModel(places, model)) === own.folder;
    if (isOwn && (head === undefined || own.heads.includes(head))) return own;
    const folder = model === undefined ? own.folder : await findListedModel(places, model);
    return { folder, heads: head === undefined ? ['news'] : [head] };
  }

  return {
    async table(opened, request, signal) {
      const { sentence, text, base } = getWords(opened, request);
      const choice = await choose(opened, request);
      const head = request.head ?? choice.heads[0];
      if (head === undefined) throw new Failure('model-missing', 'no head');
      const options = { off: opened.chosen.off };
      const input = { text, sentence, head, window: request.window, options };
      const table = await ask(choice, 'sentence.table', input, signal);
      return {
        ...table,
        ...moved(table, base),
        tokens: table.tokens.map((token) => ({ ...token, ...moved(token, base) })),
      };
    },
    async nearMisses(opened, request, signal) {
      const { sentence, text, base } = getWords(opened, request);
      const choice = await getChoice(opened);
      const between = request.between?.map((span) => toWordSpan(sentence, moved(span, -base)));
      const options = { off: opened.chosen.off };
      const input = { text, sentence, options, ...(between && { between }) };
      const heads = await ask(choice, 'sentence.explain', input, signal);
      return {
        document: request.document,
        ...moved(sentence, base),
        tokens: sentence.tokens.map((token) => ({
          ...moved(token, base),
          text: text.slice(token.start, token.end),
        })),
        heads,
      };
    },
    pids: () => held?.pool.pids() ?? [],
    async close() {
      closed = true;
      await release();
      await last;
      clearTimeout(idle);
    },
  };
}

/** A whole table of 254 words and sixty relation types takes 31 MB. */
const MAX_TABLE = 160 * 2 ** 20;
const RECYCLE_ABOVE = 1200 * 2 ** 20;

function getWords(
  { project }: Beside,
  { document, start }: { readonly document: DocumentId; readonly start: number },
): { readonly text: string; readonly sentence: Sentence; readonly base: number } {
  const { text, ...span } = getSentence(project, document, { start });
  // A sentence's tokens are not kept: they follow from its text.
  const sentence = { start: 0, end: text.length, tokens: tokenize(text) };
  return { text, sentence, base: span.start };
}

const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

/** The words that a span touches. @throws Failure `not-found` where it touches none */
function toWordSpan(
  { tokens }: Sentence,
  { start, end }: Span,
): { readonly from: number; readonly to: number } {
  const from = tokens.findIndex((token) => token.end > start);
  const to = tokens.findLastIndex((token) => token.start < end) + 1;
  if (from < 0 || to <= from) throw new Failure('not-found', 'Words at this place');
  return { from, to };
}
