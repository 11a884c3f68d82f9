import type { EntityId } from '#domain/ids';
import type { Meant } from './decide.ts';
import { entityOf, overlaps, seenOf } from './fulfilled.ts';
import { findQuote, type Quote, type Seen, type View } from './quotes.ts';

/**
 * What the log changed in a graph (`without` it, `withLog`) that no decision of it asked for: each a line for a person to
 * look at. A change is asked for where the words it touches are words of a decision of a fitting kind.
 */
export function* listUnexplained(
  without: View,
  withLog: View,
  meant: readonly Meant[],
): Generator<string> {
  const of = (...kinds: readonly Meant['kind'][]) =>
    meant.filter(({ kind }) => kinds.includes(kind));
  const namesOf = (each: readonly Meant[]) =>
    new Set(each.flatMap(({ groups }) => groups.flat().map(({ text }) => text.toLowerCase())));
  const touched = (each: readonly Meant[]) =>
    new Set(each.flatMap(({ groups }) => groups.flatMap((group) => hits(without, group))));
  const [before, after] = [byPlace(without.mentions), byPlace(withLog.mentions)];

  // Names that went, and names that came.
  const hidden = of('entity.hide');
  const [hiddenNames, hiddenEntities] = [namesOf(hidden), touched(hidden)];
  const removed = toPlaces(
    without,
    of('mention.remove').flatMap(({ places }) => places),
  );
  for (const [place, mention] of before) {
    if (after.has(place) || removed.has(place)) continue;
    if (hiddenEntities.has(mention.entity) || hiddenNames.has(mention.text.toLowerCase())) continue;
    yield `a name went: ${tell(without, mention)}`;
  }
  const pointed = [
    ...of('mention.add').flatMap(({ places }) => places),
    ...of('triple.accept', 'triple.add').flatMap(({ facts }) =>
      facts.flatMap(({ said }) => said.flat()),
    ),
  ];
  const added = toPlaces(withLog, pointed);
  for (const [place, mention] of after)
    if (!before.has(place) && !added.has(place)) yield `a name came: ${tell(withLog, mention)}`;

  // Entities that became one.
  const joined = createClasses<EntityId>();
  for (const { groups, kind, places } of of('entity.merge', 'mention.add')) {
    const all = groups.flatMap((group) => hits(without, group));
    if (kind === 'mention.add') all.push(...hits(without, places));
    for (const id of all) joined.join(all[0] ?? id, id);
  }
  const parts = Map.groupBy(
    [...after].flatMap(([place, { entity }]) => {
      const was = before.get(place);
      return was ? [{ entity, was }] : [];
    }),
    ({ entity }) => entity,
  );
  for (const [entity, members] of parts) {
    const [first, ...others] = [...new Set(members.map(({ was }) => was.entity))];
    const alien = others.find((id) => joined.of(id) !== joined.of(first ?? id));
    if (first !== undefined && alien !== undefined)
      yield `joined: ${nameOf(without, first)} and ${nameOf(without, alien)} (now ${nameOf(withLog, entity)})`;
  }

  // Entities that were parted.
  const parted = touched(of('entity.split', 'entity.separate', 'mention.add'));
  const moved = touched(of('entity.merge', 'entity.hide'));
  const wholes = Map.groupBy(
    [...after].flatMap(([place, { entity }]) => {
      const was = before.get(place)?.entity;
      return was === undefined ? [] : [{ entity, was }];
    }),
    ({ was }) => was,
  );
  for (const [was, members] of wholes) {
    const now = [...new Set(members.map(({ entity }) => entity))];
    if (now.length > 1 && !parted.has(was) && !moved.has(was))
      yield `parted: ${nameOf(without, was)} into ${now.map((id) => nameOf(withLog, id)).join(', ')}`;
  }

  // What things are called, and of which type they are.
  // Which spelling is the name depends on the type, too.
  const renamed = touched(
    of('entity.rename', 'entity.retype', 'entity.merge', 'entity.split', 'mention.add'),
  );
  const retyped = touched(of('entity.retype', 'entity.merge', 'entity.split'));
  for (const [was, members] of wholes)
    for (const id of new Set(members.map(({ entity }) => entity))) {
      const [old, now] = [without.entities.get(was), withLog.entities.get(id)];
      if (!old || !now || parted.has(was)) continue;
      if (old.name !== now.name && !renamed.has(was)) yield `renamed: ${old.name} to ${now.name}`;
      if (old.type !== now.type && !retyped.has(was))
        yield `retyped: ${old.name} ${old.type} to ${now.type}`;
    }

  // What is said.
  const gone = of('triple.reject', 'triple.edit');
  const put = of('triple.accept', 'triple.add', 'triple.edit');
  const visible = (view: View, at: { number: number; start: number; end: number }) =>
    byPlace(view.mentions).has(`${at.number}:${at.start}:${at.end}`);
  const same = (a: View['facts'][number], b: View['facts'][number]) =>
    a.number === b.number &&
    a.predicate === b.predicate &&
    overlaps(a.subject, b.subject) &&
    overlaps(a.object, b.object);
  const isAbout = (view: View, fact: View['facts'][number], each: Meant) =>
    each.facts.some(
      ({ said }) =>
        alike(
          view,
          fact.subjectId,
          said.map(([subject]) => subject),
        ) &&
        alike(
          view,
          fact.objectId,
          said.map(([, object]) => object),
        ),
    ) ||
    each.facts.some(
      ({ said }) =>
        alike(
          view,
          fact.subjectId,
          said.map(([, object]) => object),
        ) &&
        alike(
          view,
          fact.objectId,
          said.map(([subject]) => subject),
        ),
    );
  for (const fact of without.facts) {
    if (withLog.facts.some((other) => same(fact, other))) continue;
    const { number } = fact;
    if (!visible(withLog, { number, ...fact.subject })) continue;
    if (!visible(withLog, { number, ...fact.object })) continue;
    if (gone.some((each) => isAbout(without, fact, each))) continue;
    if (gone.some((each) => isAbout(withLog, toNow(withLog, fact), each))) continue;
    yield `a fact went: ${tellFact(without, fact)}`;
  }
  for (const fact of withLog.facts)
    if (!without.facts.some((other) => same(fact, other)))
      if (!put.some((each) => isAbout(withLog, fact, each)))
        yield `a fact came: ${tellFact(withLog, fact)}`;
}

/** The same place, by what stands there now. */
function toNow(view: View, fact: View['facts'][number]): View['facts'][number] {
  const places = byPlace(view.mentions);
  const at = ({ start, end }: { readonly start: number; readonly end: number }) =>
    places.get(`${fact.number}:${start}:${end}`)?.entity ?? 'e';
  return { ...fact, subjectId: at(fact.subject), objectId: at(fact.object) };
}

/** An entity is what a decision spoke of where one of its words is among the entity's names, or is the entity by its words. */
function alike(view: View, id: EntityId, quotes: readonly Quote[]): boolean {
  if (entityOf(view, quotes) === id) return true;
  const row = view.entities.get(id);
  const names = new Set([row?.name, ...(row?.aliases ?? [])].map((name) => name?.toLowerCase()));
  return quotes.some(({ text }) => names.has(text.toLowerCase()));
}

const hits = (view: View, quotes: readonly Quote[]): readonly EntityId[] => {
  const found = seenOf(view, quotes).map(({ entity }) => entity);
  if (found.length > 0) return found;
  const names = new Set(quotes.map(({ text }) => text.toLowerCase()));
  return view.mentions
    .filter(({ text }) => names.has(text.toLowerCase()))
    .map(({ entity }) => entity);
};

const places = new WeakMap<readonly Seen[], ReadonlyMap<string, Seen>>();

function byPlace(mentions: readonly Seen[]): ReadonlyMap<string, Seen> {
  const known = places.get(mentions);
  if (known) return known;
  const made = new Map(
    mentions.map((each) => [`${each.number}:${each.start}:${each.end}`, each] as const),
  );
  places.set(mentions, made);
  return made;
}

function toPlaces(view: View, quotes: readonly Quote[]): ReadonlySet<string> {
  const found = seenOf(view, quotes).map(({ number, start, end }) => `${number}:${start}:${end}`);
  const words = quotes.flatMap((quote) => {
    const at = findQuote(view, quote);
    return at ? [`${at.number}:${at.start}:${at.end}`] : [];
  });
  return new Set([...found, ...words]);
}

function createClasses<Key>() {
  const parent = new Map<Key, Key>();
  const of = (key: Key): Key => {
    let at = key;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  return { of, join: (a: Key, b: Key) => void parent.set(of(a), of(b)) };
}

const nameOf = (view: View, id: EntityId): string => {
  const row = view.entities.get(id);
  return `${row?.name ?? id} (${row?.type ?? ''})`;
};

const tell = (view: View, { number, text, entity }: Seen): string =>
  `“${text}” in ${number}, ${nameOf(view, entity)}`;

const tellFact = (view: View, { number, predicate, subjectId, objectId }: View['facts'][number]) =>
  `${nameOf(view, subjectId)} ${predicate} ${nameOf(view, objectId)} in ${number}`;
