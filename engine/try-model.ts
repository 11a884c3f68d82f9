import { Failure } from '#domain/failure';
import { startStages } from './workers/stages.ts';

const TEXT = 'Ada Byron lived in London.';

/**
 * Reads one sentence by some heads of a model folder, in a process of its own: a graph that is none, or that asks for what the
 * encoder does not give, shows before anything depends on it. 1 to 3 s. `name` is what the folder will be called.
 * @throws Failure `model-unusable`
 */
export async function tryModel(
  folder: string,
  heads: readonly string[],
  name: string,
): Promise<void> {
  const tokens = [...TEXT.matchAll(/\w+|\./gu)].map(({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
  }));
  const stages = startStages({ folder, heads, workers: 1 });
  try {
    const sentences = [{ start: 0, end: TEXT.length, tokens }];
    await stages.extract({ text: TEXT, sentences }, new AbortController().signal);
  } catch (cause) {
    throw new Failure('model-unusable', name, cause);
  } finally {
    await stages.close();
  }
}
