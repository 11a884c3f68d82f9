/** The corpus's own labels, as a person reads them; a label that is not here is shown as it is. */
const types: Readonly<
  Record<string, { readonly one: string; readonly many: string; readonly hue: number }>
> = {
  Peop: { one: 'Person', many: 'People', hue: 0 },
  PER: { one: 'Person', many: 'People', hue: 0 },
  Org: { one: 'Organisation', many: 'Organisations', hue: 1 },
  ORG: { one: 'Organisation', many: 'Organisations', hue: 1 },
  Loc: { one: 'Place', many: 'Places', hue: 2 },
  LOC: { one: 'Place', many: 'Places', hue: 2 },
  GPE: { one: 'Place', many: 'Places', hue: 2 },
  Other: { one: 'Other', many: 'Other names', hue: 3 },
  Date: { one: 'Date', many: 'Dates', hue: 6 },
  Work: { one: 'Work', many: 'Works', hue: 7 },
  Drug: { one: 'Drug', many: 'Drugs', hue: 4 },
  'Adverse-Effect': { one: 'Adverse effect', many: 'Adverse effects', hue: 5 },
  Task: { one: 'Task', many: 'Tasks', hue: 4 },
  Method: { one: 'Method', many: 'Methods', hue: 5 },
  Metric: { one: 'Metric', many: 'Metrics', hue: 6 },
  Material: { one: 'Material', many: 'Materials', hue: 7 },
  OtherScientificTerm: { one: 'Other term', many: 'Other terms', hue: 3 },
  Generic: { one: 'Generic term', many: 'Generic terms', hue: 3 },
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
  const known = types[type]?.hue;
  if (known !== undefined) return known;
  let sum = 0;
  for (const letter of type) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return SPOKEN_FOR + (sum % (HUES - SPOKEN_FOR));
}

/** The class that sets a type's colour for what stands inside. */
export function toHueClass(type: string): string {
  return `hue-${toHue(type)}`;
}
