import type { Redis } from 'ioredis';

/** Seconds after which somebody who has not spoken is taken to have gone. */
const GONE = 10;

/**
 * A list of parties in Redis, each of which says again and again that it is there. Time is Redis' own: the clocks of ten
 * machines need not agree.
 */
export interface Registry<Entry> {
  /** Says that we are there, and who else is. */
  announce(party: string, entry: Entry): Promise<ReadonlyMap<string, Entry>>;
  list(): Promise<ReadonlyMap<string, Entry>>;
  leave(party: string): Promise<void>;
}

/** A schema of the contract, as far as it is used here. */
export interface Form<Entry> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: Entry } | { readonly success: false };
}

export function createRegistry<Entry extends object>(
  redis: Redis,
  key: string,
  form: Form<Entry>,
): Registry<Entry> {
  async function list(now?: number): Promise<ReadonlyMap<string, Entry>> {
    const seconds = now ?? (await getSeconds(redis));
    const found = new Map<string, Entry>();
    const gone: string[] = [];
    for (const [party, text] of Object.entries(await redis.hgetall(key))) {
      const { at, entry } = toStamped(text);
      const parsed = form.safeParse(entry);
      if (seconds - at > 6 * GONE) gone.push(party);
      else if (seconds - at <= GONE && parsed.success) found.set(party, parsed.data);
    }
    if (gone.length > 0) await redis.hdel(key, ...gone);
    return found;
  }

  return {
    async announce(party, entry) {
      const now = await getSeconds(redis);
      await redis.hset(key, party, JSON.stringify({ at: now, entry }));
      return list(now);
    },
    list: () => list(),
    leave: async (party) => void (await redis.hdel(key, party)),
  };
}

async function getSeconds(redis: Redis): Promise<number> {
  const [seconds] = await redis.time();
  return Number(seconds);
}

function toStamped(text: string): { readonly at: number; readonly entry: unknown } {
  try {
    const { at, entry } = JSON.parse(text) as { at?: unknown; entry?: unknown };
    return { at: Number(at), entry };
  } catch {
    return { at: 0, entry: undefined };
  }
}
