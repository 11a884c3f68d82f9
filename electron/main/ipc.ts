import { EngineError, toSerialised, type SerialisedError } from '#contract/errors';
import { shellRoutes, type ArgumentsOf, type ShellRoute } from '#contract/shell';
import { isOwnAddress } from './policy.ts';

/** What is asked of a sender; Electron's events and a test's both have it. */
export interface Asking {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
  readonly sender: { readonly id: number; readonly mainFrame: unknown };
}

export type Answered = { readonly output: unknown } | { readonly error: SerialisedError };

export type Answers<Asker> = {
  readonly [Route in ShellRoute]: (asker: Asker, ...args: ArgumentsOf<Route>) => unknown;
};

const MAX_ARGUMENTS = 8;
const MAX_BYTES = 64 * 1024;
const PER_SECOND = 200;

/**
 * The only way from a page to main. A message is carried out when its frame still exists, is a window's main frame
 * and shows our own page, the window is ours, the route is known, the arguments are few, small and exactly of its
 * schema, and the window does not flood. Never throws: what is refused is answered with a code.
 */
export function createRouter<Asker>(
  answers: Answers<Asker>,
  findAsker: (senderId: number) => Asker | undefined,
): (route: string, asking: Asking, args: readonly unknown[]) => Promise<Answered> {
  const isWithinRate = createRate();

  return async (route, asking, args) => {
    try {
      const asker = isOwnFrame(asking) ? findAsker(asking.sender.id) : undefined;
      if (!asker) throw new EngineError('bad-input', 'a message from a stranger');
      if (!isRoute(route)) throw new EngineError('unknown-command', route.slice(0, 100));
      if (!isWithinRate(asking.sender.id)) throw new EngineError('bad-input', 'too many messages');
      if (args.length > MAX_ARGUMENTS || !isWithin(args, MAX_BYTES))
        throw new EngineError('bad-input', 'a message that is too large');
      const checked = shellRoutes[route].safeParse(args);
      if (!checked.success) throw new EngineError('bad-input', route);
      const answer = answers[route] as (asker: Asker, ...args: unknown[]) => unknown;
      return { output: await answer(asker, ...checked.data) };
    } catch (error) {
      return { error: toSerialised(error) };
    }
  };
}

function isRoute(route: string): route is ShellRoute {
  return Object.hasOwn(shellRoutes, route);
}

function isOwnFrame({ senderFrame, sender }: Asking): boolean {
  return (
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame === sender.mainFrame &&
    isOwnAddress(senderFrame.url)
  );
}

/** Counts down while it walks, so that neither depth nor width of a hostile value is ever walked to its end. */
function isWithin(value: unknown, budget: number): boolean {
  let left = budget;
  const open: unknown[] = [value];
  while (open.length > 0 && left >= 0) {
    const next = open.pop();
    left -= 8;
    if (typeof next === 'string') left -= next.length * 2;
    else if (ArrayBuffer.isView(next) || next instanceof ArrayBuffer) left -= next.byteLength;
    else if (next instanceof Map || next instanceof Set) left -= MAX_BYTES;
    else if (Array.isArray(next)) {
      left -= next.length * 8;
      if (left >= 0) open.push(...(next as unknown[]));
    } else if (typeof next === 'object' && next !== null) {
      const entries = Object.entries(next);
      left -= entries.length * 16;
      if (left >= 0) for (const [key, item] of entries) open.push(key, item);
    }
  }
  return left >= 0;
}

function createRate(): (sender: number) => boolean {
  const seconds = new Map<number, { second: number; count: number }>();
  return (sender) => {
    const second = Math.floor(performance.now() / 1000);
    const known = seconds.get(sender);
    const count = known?.second === second ? known.count + 1 : 1;
    seconds.set(sender, { second, count });
    return count <= PER_SECOND;
  };
}
