import { Failure } from '#domain/failure';
import { startStages } from './workers/stages.ts';

const TEXT = 'Ada Byron lived in London.';

/** Milliseconds; eight heads take 1 to 3 s, a graph that is refused some ten. */
const PATIENCE = 120_000;

/**
 * Reads one sentence by some heads of a model folder, in a process of its own: a graph that is none, that asks for what the
 * encoder does not give or gives other labels than its schema has shows before anything depends on it. `name` is what the folder
 * will be called.
 * @throws Failure `model-unusable`, also where it takes too long; AbortError once `signal` is aborted
 */
export async function tryModel(
  folder: string,
  heads: readonly string[],
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const tokens = [...TEXT.matchAll(/\w+|\./gu)].map(({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
  }));
  const stages = startStages({ folder, heads, workers: 1 });
  try {
    const sentences = [{ start: 0, end: TEXT.length, tokens }];
    const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    await stages.extract({ text: TEXT, sentences }, within);
  } catch (cause) {
    signal.throwIfAborted();
    throw new Failure('model-unusable', name, cause);
  } finally {
    await stages.close();
  }
}
