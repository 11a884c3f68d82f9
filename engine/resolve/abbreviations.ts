/** Words of names that are often cut short in writing. Only for comparison; the last word of a name may be a street. */
const SHORT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    st: 'saint',
    ste: 'sainte',
    mt: 'mount',
    ft: 'fort',
    univ: 'university',
    dept: 'department',
    intl: 'international',
    natl: 'national',
    govt: 'government',
    assn: 'association',
    assoc: 'association',
    inst: 'institute',
    bros: 'brothers',
  }),
);

const FIRST: ReadonlyMap<string, readonly string[]> = new Map([
  ['us', ['united', 'states']],
  ['usa', ['united', 'states']],
  ['uk', ['united', 'kingdom']],
  ['un', ['united', 'nations']],
  ['eu', ['european', 'union']],
]);

/** "st petersburg" → "saint petersburg", "us air force" → "united states air force"; the same array where nothing is short. */
export function expand(words: readonly string[], isPerson: boolean): readonly string[] {
  if (words.length < 2) return words;
  const first = isPerson ? undefined : FIRST.get(words[0] ?? '');
  if (first !== undefined) return [...first, ...expand(words.slice(1), isPerson)];
  const last = words.length - 1;
  if (!words.some((word, at) => at < last && SHORT.has(word))) return words;
  return words.map((word, at) => (at < last ? (SHORT.get(word) ?? word) : word));
}
