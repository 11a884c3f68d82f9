import type { EntityId } from '#domain/ids';
import type { Profile } from '#domain/linking';
import { linkHomes } from '#resolve/link';
import { normaliseName } from '#resolve/normalise';
import { createDice } from '../store/crowd.ts';

// node --max-old-space-size=900 test/bench/names.ts [COUNT]: resolves that many made-up names of people at once, one in
// eight of them another spelling of an earlier one (a slip, an initial, a middle name, turned round), and tells time,
// memory, and how many of the spellings were found.
const count = Number(process.argv[2] ?? 1_000_000);
const dice = createDice(11);
const SYLLABLES =
  'ka ro mi ten sha lor vin del gra po zu ber nad fe li so tor wy mar hen cu ris jo pal ek on ur ist'.split(
    ' ',
  );

function makeWord(number: number, most: number): string {
  let [word, rest] = ['', number + most];
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Few names are borne by many, many by few, as in life. */
function pick(most: number): string {
  return makeWord(Math.floor(most * dice() ** 3), most);
}

function makeVariant(name: string): string {
  const words = name.split(' ');
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const kind = Math.floor(dice() * 4);
  if (kind === 0) return `${first.slice(0, 1)}. ${last}`;
  if (kind === 1)
    return `${first} ${SYLLABLES[Math.floor(dice() * 28)]?.slice(0, 1).toUpperCase()}. ${last}`;
  if (kind === 2) return `${last} ${first}`;
  const at = 2 + Math.floor(dice() * Math.max(1, last.length - 3));
  return `${first} ${last.slice(0, at)}${last.slice(at + 1)}`;
}

const names: string[] = [];
const origin = new Int32Array(count).fill(-1);
const seen = new Set<string>();
while (names.length < count) {
  const isVariant = names.length > 1000 && dice() < 0.125;
  const of = isVariant ? Math.floor(dice() * names.length) : -1;
  const name = of >= 0 ? makeVariant(names[of] ?? '') : `${pick(4000)} ${pick(120_000)}`;
  if (seen.has(name)) continue;
  seen.add(name);
  if (of >= 0) origin[names.length] = of;
  names.push(name);
}
seen.clear();

const toId = (place: number): EntityId => `e${place.toString(16).padStart(24, '0')}`;
const NOTHING = { neighbours: [], company: [], attributes: {}, documents: 1 } as const;
const get = (place: number): Profile => {
  const text = names[place] ?? '';
  return {
    id: toId(place),
    type: 'Peop',
    key: normaliseName(text, 'Peop'),
    forms: [{ text, count: 1 }],
    ...NOTHING,
  };
};

const [started, before] = [performance.now(), process.cpuUsage()];
const { links, clusters } = linkHomes({ count, get }, (id) => Number.parseInt(id.slice(1), 16));
const { user, system } = process.cpuUsage(before);
const found = new Set(links.map(({ left, right }) => `${left} ${right}`));
const variants = [...origin].flatMap((of, place) => (of < 0 ? [] : [`${toId(of)} ${toId(place)}`]));
const hits = variants.filter((pair) => found.has(pair)).length;
process.stdout.write(
  [
    `${count} names: ${((performance.now() - started) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor`,
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`,
    `${links.filter(({ outcome }) => outcome === 'merged').length} merged, ${links.filter(({ outcome }) => outcome === 'proposed').length} proposed, ${clusters.length} clusters`,
    `${((100 * hits) / variants.length).toFixed(1)} % of ${variants.length} other spellings merged or proposed`,
  ].join('\n') + '\n',
);
