import type { ParseArgsOptionsConfig } from 'node:util';
import type { EntityId, TripleId, DocumentId } from '#domain/ids';
import type { ExportChoice } from '#engine/outgoing/export-files';
import { readMapping } from '#engine/outgoing/mapping-file';
import { UsageError, type Arguments } from './command.ts';

/** What a person may choose of a file; the same as in the Export view. */
export const choiceOptions: ParseArgsOptionsConfig = {
  'without-text': { type: 'boolean' },
  profile: { type: 'string' },
  base: { type: 'string' },
  mapping: { type: 'string' },
  since: { type: 'string' },
  entities: { type: 'string' },
  triples: { type: 'string' },
  document: { type: 'string' },
  predicate: { type: 'string' },
  'subject-type': { type: 'string' },
  'object-type': { type: 'string' },
  'min-score': { type: 'string' },
  query: { type: 'string' },
};

export const choiceUsage =
  '[--without-text] [--since last|DATE|NUMBER] [--entities ID,…] [--triples ID,…] [--document ID] [--predicate P,…] [--subject-type T,…] [--object-type T,…] [--min-score S] [--query WORDS] [--profile 1.1|1.2] [--base IRI] [--mapping FILE]';

/** @throws UsageError, EngineError where the mapping file cannot be read */
export function toChoice(given: Arguments): ExportChoice {
  const profile = given.text('profile');
  if (profile !== undefined && profile !== '1.1' && profile !== '1.2')
    throw new UsageError('--profile is 1.1 or 1.2');
  const mapping = given.text('mapping');
  return {
    withText: !given.has('without-text'),
    profile,
    base: given.text('base'),
    mapping: mapping === undefined ? undefined : readMapping(mapping),
    since: given.text('since'),
    selection: toSelection(given),
  };
}

function toSelection(given: Arguments): ExportChoice['selection'] {
  const filter = {
    document: toIds<DocumentId>(given, 'document', 'd')?.[0],
    predicates: toNames(given, 'predicate'),
    subjectTypes: toNames(given, 'subject-type'),
    objectTypes: toNames(given, 'object-type'),
    minScore: toScore(given.text('min-score')),
    query: given.text('query'),
  };
  const selection = {
    entities: toIds<EntityId>(given, 'entities', 'e'),
    triples: toIds<TripleId>(given, 'triples', 't'),
    filter,
  };
  const isGiven = [...Object.values(filter), selection.entities, selection.triples].some(
    (value) => value !== undefined,
  );
  return isGiven ? selection : undefined;
}

function toNames(given: Arguments, option: string): readonly string[] | undefined {
  return given
    .text(option)
    ?.split(',')
    .filter((name) => name !== '');
}

function toIds<Id extends string>(
  given: Arguments,
  option: string,
  letter: string,
): readonly Id[] | undefined {
  const ids = toNames(given, option);
  const wrong = ids?.find((id) => !new RegExp(`^${letter}[0-9a-f]{8,64}$`, 'u').test(id));
  if (wrong !== undefined) throw new UsageError(`${wrong} is no id of --${option}`);
  return ids as readonly Id[] | undefined;
}

function toScore(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const score = Number(text);
  if (text.trim() === '' || !(score >= 0 && score <= 1))
    throw new UsageError('--min-score is a probability, 0 to 1');
  return score;
}
