import type { Recorded, UnitRef } from '#domain/recorded';

/** How a predicate reads: "works for". */
export type PhraseOf = (predicate: string) => string;

/** An operation in one sentence, for History, the log file and whoever reads it with `less`. */
export function toSaying(recorded: Recorded, phraseOf: PhraseOf): string {
  const toFact = (fact: Parameters<typeof wordFact>[0]) => wordFact(fact, phraseOf);
  switch (recorded.kind) {
    case 'entity.merge':
      return `Merge ${listNames(recorded.units)}`;
    case 'entity.separate':
      return `Never the same: ${listNames(recorded.sides.map((side) => side[0]).filter((unit) => unit !== undefined))}`;
    case 'entity.split':
      return `${recorded.from.name}: ${countNames(recorded)} are another`;
    case 'entity.rename':
      return `Rename ${recorded.unit.name} to ${recorded.name}`;
    case 'entity.retype':
      return `${recorded.unit.name} is of type ${recorded.type}`;
    case 'entity.addAlias':
      return `${recorded.unit.name} is also called ${recorded.alias}`;
    case 'entity.hide':
      return `Hide ${recorded.unit.name}`;
    case 'triple.accept':
      return `Accept: ${toFact(recorded.facts[0])}`;
    case 'triple.reject':
      return `Reject: ${toFact(recorded.facts[0])}`;
    case 'triple.edit':
      return `${toFact(recorded.facts[0])}: read “${phraseOf(recorded.predicate)}”${recorded.isReversed ? ', the other way round' : ''}`;
    case 'triple.add':
      return `Add: ${toFact(recorded.fact)}`;
    case 'mention.add':
      return `“${recorded.at.text}” names ${recorded.unit.name} (${recorded.type})`;
    case 'mention.remove':
      return `“${recorded.at.text}” is no name`;
  }
}

function wordFact(
  fact:
    { readonly subject: UnitRef; readonly predicate: string; readonly object: UnitRef } | undefined,
  phraseOf: PhraseOf,
): string {
  return fact ? `${fact.subject.name} ${phraseOf(fact.predicate)} ${fact.object.name}` : 'a fact';
}

/** With their types where only these tell two of them apart. */
function listNames(units: readonly UnitRef[]): string {
  const isNamesake = ({ name, type }: UnitRef) =>
    units.some((other) => other.name === name && other.type !== type);
  const names = [
    ...new Set(units.map((unit) => (isNamesake(unit) ? `${unit.name} (${unit.type})` : unit.name))),
  ];
  return names.length > 5
    ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
    : names.join(', ');
}

function countNames({
  mentions,
  whole,
}: {
  readonly mentions: readonly unknown[];
  readonly whole: readonly UnitRef[];
}): string {
  const parts = whole.map(({ form }) => `all “${form}”`);
  if (mentions.length > 0) parts.unshift(`${mentions.length} of its names`);
  return parts.join(' and ');
}
