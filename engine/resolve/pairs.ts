import type { Profile } from '#domain/linking';
import { isRoll, listBlocks, MOST_MEMBERS, toStep } from './blocks.ts';
import type { Statistics } from './evidence.ts';
import { type Features, toFeatures } from './features.ts';

/** Homes that are looked at by their place, so that a million need not be held as objects. */
export interface Homes {
  readonly count: number;
  get(place: number): Profile;
}

/** Bits of a packed entry: hash of the block, place of the home, whether it only asks. Together 53. */
const PLACES = 2 ** 21;
const ENTRY = PLACES * 2;

/** Features that are kept; about a kilobyte each. */
const MOST_KEPT = 200_000;

export interface Pairs {
  readonly statistics: Statistics;
  /** Each pair of homes that share a block small enough, once. */
  each(): Generator<readonly [Features, Features]>;
  features(place: number): Features;
}

/**
 * Who may be whom among all homes. Blocks are hashed to 31 bits and sorted with their homes in one typed array: eight
 * bytes for each, nothing else grows with the number of homes. Two blocks that share a hash cost a comparison or two.
 */
export function findPairs(homes: Homes): Pairs {
  const features = createCache(homes);
  const entries = listEntries(homes);
  const sizes = countMembers(entries);
  const own = listOwn(entries, sizes, homes.count);
  return {
    features,
    statistics: { members: (name) => toStep(sizes.members(toHash(name))) },
    *each() {
      for (let from = 0, to = 0; from < entries.length; from = to) {
        const hash = toHashOf(entries[from]);
        while (to < entries.length && toHashOf(entries[to]) === hash) to += 1;
        if (to - from < 2 || sizes.members(hash) > MOST_MEMBERS) continue;
        for (let one = from; one < to; one += 1)
          for (let other = one + 1; other < to; other += 1) {
            const [a, b] = [entries[one] ?? 0, entries[other] ?? 0];
            if (!canMeet(a % 2, b % 2, hash)) continue;
            const [left, right] = [toPlace(a), toPlace(b)];
            if (left !== right && !own.meetBefore(left, right, hash))
              yield [features(left), features(right)];
          }
      }
    },
  };
}

function createCache(homes: Homes): (place: number) => Features {
  const kept = new Map<number, Features>();
  return (place) => {
    let found = kept.get(place);
    if (found === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear();
      found = toFeatures(homes.get(place));
      kept.set(place, found);
    }
    return found;
  };
}

function listEntries(homes: Homes): Float64Array {
  if (homes.count > PLACES) throw new RangeError('more homes than fit in memory at once');
  let entries = new Float64Array(homes.count * 6 + 64);
  let count = 0;
  for (let place = 0; place < homes.count; place += 1) {
    const blocks = listBlocks(toFeatures(homes.get(place)));
    if (count + blocks.length > entries.length) {
      const larger = new Float64Array(entries.length * 2);
      larger.set(entries);
      entries = larger;
    }
    for (const { name, asks } of blocks) {
      entries[count] = toHash(name) * ENTRY + place * 2 + (asks ? 1 : 0);
      count += 1;
    }
  }
  return entries.subarray(0, count).sort();
}

/** Sizes of blocks by hash, as sorted columns. */
function countMembers(entries: Float64Array): { members(hash: number): number } {
  const hashes = new Uint32Array(entries.length);
  const counts = new Uint32Array(entries.length);
  let last = -1;
  for (const entry of entries) {
    const hash = toHashOf(entry);
    if (last < 0 || hashes[last] !== hash) hashes[(last += 1)] = hash;
    if (entry % 2 === 0) counts[last] = (counts[last] ?? 0) + 1;
  }
  const known = hashes.slice(0, last + 1);
  const sizes = counts.slice(0, last + 1);
  return {
    members(hash) {
      let [low, high] = [0, known.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((known[middle] ?? 0) < hash) low = middle + 1;
        else high = middle;
      }
      return known[low] === hash ? (sizes[low] ?? 0) : 0;
    },
  };
}

/** The small blocks of each home, in order of hash: by them a pair that met in one block is not met again in the next. */
function listOwn(entries: Float64Array, sizes: { members(hash: number): number }, count: number) {
  const starts = new Uint32Array(count + 1);
  for (const entry of entries) starts[toPlace(entry) + 1] = (starts[toPlace(entry) + 1] ?? 0) + 1;
  for (let place = 0; place < count; place += 1)
    starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
  const ends = starts.slice(0, count);
  /** Twice the hash, and one for who only asks. */
  const blocks = new Uint32Array(entries.length);
  let [hash, isSmall] = [-1, false];
  for (const entry of entries) {
    if (toHashOf(entry) !== hash) {
      hash = toHashOf(entry);
      isSmall = sizes.members(hash) <= MOST_MEMBERS;
    }
    if (!isSmall) continue;
    const place = toPlace(entry);
    blocks[ends[place] ?? 0] = hash * 2 + (entry % 2);
    ends[place] = (ends[place] ?? 0) + 1;
  }
  return {
    meetBefore(left: number, right: number, before: number): boolean {
      let [i, j] = [starts[left] ?? 0, starts[right] ?? 0];
      const [endI, endJ] = [ends[left] ?? 0, ends[right] ?? 0];
      while (i < endI && j < endJ) {
        const [a, b] = [blocks[i] ?? 0, blocks[j] ?? 0];
        const [x, y] = [a >>> 1, b >>> 1];
        if (x >= before || y >= before) return false;
        if (x === y && canMeet(a % 2, b % 2, x)) return true;
        if (x <= y) i += 1;
        if (y <= x) j += 1;
      }
      return false;
    },
  };
}

/** Given whether each asks: a member meets who asks, and another member where the block is no roll. */
function canMeet(one: number, other: number, hash: number): boolean {
  return one !== other || (one === 0 && hash % 2 === 0);
}

function toHashOf(entry = 0): number {
  return Math.floor(entry / ENTRY);
}

function toPlace(entry: number): number {
  return Math.floor((entry % ENTRY) / 2);
}

/** FNV-1a with a finish (Murmur3's), 30 bits, and a last one that tells rolls. */
function toHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1)
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 2) << 1) | (isRoll(name) ? 1 : 0);
}
