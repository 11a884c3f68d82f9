import type { Extraction, Mention, Relation } from '#domain/extraction';
import type { Cluster, Resolution } from '#domain/graph';
import { toEntityId, type Digest } from '#domain/ids';
import { fitsAcronym, isAcronym } from './acronyms.ts';
import { isCommonName } from './common-names.ts';
import { isLowerCase } from './common-nouns.ts';
import { NOBODY, toLocalKey } from './local-key.ts';
import { normaliseName, toNameKind } from './normalise.ts';
import { findReferents, toReference } from './references.ts';
import { findFullForms, type NameForm } from './short-forms.ts';

export interface ResolveInput {
  /** `Document.text`, into which the mentions' spans point. */
  readonly text: string;
  /** Of one document, in any order. */
  readonly extractions: readonly Extraction[];
  readonly digest: Digest;
}

/**
 * Which mentions of one document are one thing. Pure; the order of extractions does not matter, and neither does any
 * other document, so ids are the same on every machine and in every order of import. Mentions of two types are never
 * joined. A person of whom the document says one common name only ("Steve") gets a key of this document alone: another
 * document's Steve is another home, until links join them. 50,000 mentions take well under a second.
 */
export function resolve({ text, extractions, digest }: ResolveInput): Resolution {
  const { mentions, relations } = flatten(extractions);
  const spellings = mentions.map(({ start, end }) => text.slice(start, end));
  const references = mentions.map(({ type }, at) => toReference(spellings[at] ?? '', type));
  const forms = toForms(mentions, spellings, references);
  const named = [...new Set(forms.filter((_, at) => references[at] === undefined))];
  const full = findFullForms(named, findDefined(text, mentions, forms));
  const referents = mentions.map((mention, at) => {
    const [reference, form] = [references[at], forms[at]];
    const isName = reference === undefined && form !== undefined;
    return {
      mention,
      spelling: spellings[at] ?? '',
      ...(isName ? { root: full.get(form) ?? form } : {}),
      ...(typeof reference === 'object' ? { reference } : {}),
    };
  });
  const found = findReferents(text, referents);
  const members = new Map<NameForm, number[]>();
  for (const [position, form] of forms.entries()) {
    const root = found.get(position) ?? full.get(form) ?? form;
    const positions = members.get(root);
    if (positions === undefined) members.set(root, [position]);
    else positions.push(position);
  }
  const scope = digest(text);
  const clusters = [...members].map(([form, positions]): Cluster => {
    const key = isLocal(form) ? toLocalKey(form.key, scope) : form.key;
    return {
      key,
      type: form.type,
      entity: toEntityId(digest, form.type, key),
      mentions: positions,
    };
  });
  return { mentions, relations, clusters };
}

/** One common name of a person ("Steve", "Mr. Smith"), or a common noun for an organisation or person, means somebody else elsewhere. */
function isLocal({ type, tokens, spellings, key }: NameForm): boolean {
  if (key.startsWith(NOBODY)) return true;
  const kind = toNameKind(type);
  if (kind === 'person' && tokens.length === 1 && isCommonName(key)) return true;
  return kind !== 'other' && isLowerCase(spellings);
}

function flatten(extractions: readonly Extraction[]): Pick<Resolution, 'mentions' | 'relations'> {
  const listed = extractions.flatMap((extraction) => extraction.mentions).sort(byPlace);
  const position = new Map(listed.map((mention, at) => [mention, at]));
  const relations = extractions.flatMap((extraction) =>
    extraction.relations.flatMap((relation): Relation[] => {
      const head = position.get(extraction.mentions[relation.head] as Mention);
      const tail = position.get(extraction.mentions[relation.tail] as Mention);
      // A relation without its arguments cannot be cited, so it is none.
      return head === undefined || tail === undefined ? [] : [{ ...relation, head, tail }];
    }),
  );
  return { mentions: listed, relations: relations.sort(byArguments) };
}

function toForms(
  mentions: readonly Mention[],
  spellings: readonly string[],
  references: readonly unknown[],
): readonly NameForm[] {
  const forms = new Map<string, NameForm & { readonly spellings: Set<string> }>();
  return mentions.map((mention, position) => {
    const spelling = spellings[position] ?? '';
    const plain = normaliseName(spelling, mention.type);
    const key = references[position] === undefined ? plain : `${NOBODY}${plain} ${mention.start}`;
    const at = `${mention.type}\0${key}`;
    const form = forms.get(at) ?? {
      type: mention.type,
      key,
      tokens: key.split(' '),
      spellings: new Set<string>(),
    };
    form.spellings.add(spelling);
    forms.set(at, form);
    return form;
  });
}

/** Short forms that the text introduces itself: "Federal Bureau of Investigation (FBI)". Two full forms for one: neither. */
function findDefined(
  text: string,
  mentions: readonly Mention[],
  forms: readonly NameForm[],
): ReadonlyMap<NameForm, NameForm> {
  const defined = new Map<NameForm, NameForm>();
  const contested = new Set<NameForm>();
  for (let at = 1; at < mentions.length; at += 1) {
    const [before, mention] = [mentions[at - 1], mentions[at]];
    const [long, short] = [forms[at - 1], forms[at]];
    if (before === undefined || mention === undefined || long === undefined || short === undefined)
      continue;
    if (long.type !== short.type || long.tokens.length <= short.tokens.length) continue;
    if (
      !/^\s?[([]\s?["\u201c]?$/u.test(
        text.slice(before.end, Math.min(mention.start, before.end + 6)),
      )
    )
      continue;
    const acronym = text.slice(mention.start, mention.end);
    if (!isAcronym(acronym) || !fitsAcronym(acronym, text.slice(before.start, before.end)))
      continue;
    const other = defined.get(short);
    if (other !== undefined && other !== long) contested.add(short);
    defined.set(short, long);
  }
  for (const short of contested) defined.delete(short);
  return defined;
}

function byPlace(a: Mention, b: Mention): number {
  return (
    a.start - b.start ||
    a.end - b.end ||
    (a.type < b.type ? -1 : a.type > b.type ? 1 : b.score - a.score)
  );
}

function byArguments(a: Relation, b: Relation): number {
  return (
    a.head - b.head ||
    a.tail - b.tail ||
    (a.type < b.type ? -1 : a.type > b.type ? 1 : b.score - a.score)
  );
}
