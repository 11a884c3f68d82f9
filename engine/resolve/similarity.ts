/** Words longer than this are compared by their beginnings. */
const LONGEST = 128;
const taken = new Uint8Array(LONGEST);
const matched = new Uint16Array(LONGEST);

/** Jaro–Winkler similarity of two words, 0 to 1 (Winkler 1990; prefix weight 0.1 over at most four letters). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const [lengthA, lengthB] = [Math.min(a.length, LONGEST), Math.min(b.length, LONGEST)];
  if (lengthA === 0 || lengthB === 0) return 0;
  const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1);
  taken.fill(0, 0, lengthB);
  let matches = 0;
  for (let at = 0; at < lengthA; at += 1) {
    const code = a.charCodeAt(at);
    const end = Math.min(lengthB, at + reach + 1);
    for (let other = Math.max(0, at - reach); other < end; other += 1)
      if (taken[other] === 0 && code === b.charCodeAt(other)) {
        taken[other] = 1;
        matched[matches] = code;
        matches += 1;
        break;
      }
  }
  if (matches === 0) return 0;
  let [transposed, place] = [0, 0];
  for (let other = 0; place < matches; other += 1)
    if (taken[other] === 1) {
      if (matched[place] !== b.charCodeAt(other)) transposed += 1;
      place += 1;
    }
  const jaro = (matches / lengthA + matches / lengthB + (matches - transposed / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < lengthA && a.charCodeAt(prefix) === b.charCodeAt(prefix))
    prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Cyrillic and Greek small letters as they are most often written in Latin; others stay as they are. */
const LATIN: ReadonlyMap<string, string> = new Map(
  (
    'аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щsh ъ ыi ь эe юyu яya єe іi їi ґg ўu ҷj қk ғg ҳh ӣi ӯu әa өo үu ұu ћc ђd јj љl њn џd ќk ѓg ѕz ' +
    'αa βv γg δd εe ζz ηi θt ιi κk λl μm νn ξx οo πp ρr σs ςs τt υi φf χh ψps ωo'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)] as const),
);

/**
 * What is left of a word when the ways of writing one sound in Latin letters are made one: "tchaikovsky", "chaikovskij"
 * and "чайковский" → "ckvsk". Only for comparison; two different names may well agree.
 */
export function toSkeleton(word: string): string {
  const known = skeletons.get(word);
  if (known !== undefined) return known;
  if (skeletons.size >= MOST_SKELETONS) skeletons.clear();
  const skeleton = makeSkeleton(word);
  skeletons.set(word, skeleton);
  return skeleton;
}

/** Words come again and again, and a skeleton costs ten passes over one. */
const skeletons = new Map<string, string>();
const MOST_SKELETONS = 200_000;

function makeSkeleton(word: string): string {
  const latin = /[\u0370-\u04ff]/u.test(word)
    ? [...word].map((letter) => LATIN.get(letter) ?? letter).join('')
    : word;
  const sounds = latin
    .replace(/tsch|tch|tsj|cz|ch/gu, 'c')
    .replace(/sch|sh|sz/gu, 's')
    .replace(/kh|gh/gu, 'h')
    .replace(/ph/gu, 'f')
    .replace(/th/gu, 't')
    .replace(/zh|ts|tz/gu, 'z')
    .replace(/ck|q/gu, 'k')
    .replace(/ks/gu, 'x')
    .replace(/w/gu, 'v')
    .replace(/(?<=[aeiou])h(?![aeiou])/gu, '');
  const first = sounds.slice(0, 1).replace(/[yj]/u, 'i').replace(/[ou]/u, 'o');
  return (
    first +
    sounds
      .slice(1)
      .replace(/[aeiouyj]/gu, '')
      .replace(/(.)\1+/gu, '$1')
  );
}
