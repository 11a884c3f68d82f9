import { toInputs } from './batch.ts';
import type { Outputs } from './decoder.ts';
import type { Model } from './model.ts';
import { normalise } from './spelling.ts';
import type { Session } from './tensor.ts';

/** What heads read of one run of words: one pass of the encoder serves them all. */
export async function encode(model: Model, words: readonly string[]): Promise<Outputs> {
  const spelled = words.map(normalise);
  const pieces = await model.pieces.of(spelled);
  const inputs = toInputs(spelled, pieces, model.pieces);
  const counts = inputs['word_count'];
  const encoded = await runGraph(model.encoder, inputs);
  if (!encoded['words'] || !counts) throw new Error('the encoder gave no words');
  return { ...encoded, word_count: counts };
}

/** What a graph makes of what is known, as far as it asks for it: an encoder that sees capitals wants no shapes of words. */
export function runGraph(session: Session, known: Outputs): Promise<Outputs> {
  const wanted = Object.entries(known).filter(([name]) => session.inputs.includes(name));
  return session.run(Object.fromEntries(wanted));
}
