/** The corpus's own labels, as a person reads them; a label that is not here is shown as it is. */
const types: Readonly<Record<string, { readonly one: string; readonly many: string }>> = {
  Peop: { one: 'Person', many: 'People' },
  PER: { one: 'Person', many: 'People' },
  Org: { one: 'Organisation', many: 'Organisations' },
  ORG: { one: 'Organisation', many: 'Organisations' },
  Loc: { one: 'Place', many: 'Places' },
  LOC: { one: 'Place', many: 'Places' },
  GPE: { one: 'Place', many: 'Places' },
  Other: { one: 'Other', many: 'Other names' },
};

const hues: Readonly<Record<string, number>> = {
  Peop: 0,
  PER: 0,
  Org: 1,
  ORG: 1,
  Loc: 2,
  LOC: 2,
  GPE: 2,
  Other: 3,
};

/** There are eight hues; the first four are spoken for. */
const HUES = 8;
const SPOKEN_FOR = 4;

export function toTypeName(type: string): string {
  return types[type]?.one ?? type;
}

export function toTypePlural(type: string): string {
  return types[type]?.many ?? type;
}

/** The same type has the same hue in every view and on every day; unknown types share the last four. */
export function toHue(type: string): number {
  const known = hues[type];
  if (known !== undefined) return known;
  let sum = 0;
  for (const letter of type) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return SPOKEN_FOR + (sum % (HUES - SPOKEN_FOR));
}

/** The class that sets a type's colour for what stands inside. */
export function toHueClass(type: string): string {
  return `hue-${toHue(type)}`;
}
