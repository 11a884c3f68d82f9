import { describe, expect, it } from 'vitest';
import { errorCodes } from '#contract/errors';
import { shellRoutes, type ShellRoute } from '#contract/shell';
import { createRouter, type Answers, type Asking } from '../../electron/main/ipc.ts';
import { fc } from '../random.ts';

const routes = Object.keys(shellRoutes) as ShellRoute[];
const valid: Record<ShellRoute, readonly unknown[]> = {
  'window.connect': [],
  'dialog.pickFolder': ['A folder'],
  'dialog.pickProject': ['A project'],
  'dialog.pickFile': ['A file', ['json', 'csv']],
  'dialog.pickSavePath': ['Save', 'graph.csv'],
  'path.dropped': ['/home/ada/letters 🧵'],
  'path.reveal': ['/home/ada'],
  'link.open': ['https://example.org/'],
  'password.keeper': [],
  'password.keep': ['neo4j+s://graph.example.org', 'neo4j', 'secret', false],
  'password.recall': ['neo4j+s://graph.example.org', 'neo4j'],
  'password.forget': ['neo4j+s://graph.example.org', 'neo4j'],
};

function createCounted() {
  const entered: string[] = [];
  const answers = Object.fromEntries(
    routes.map((route) => [route, () => (entered.push(route), route)]),
  ) as unknown as Answers<{ readonly id: number }>;
  const router = createRouter(answers, (id) => (id <= 10_000 ? { id } : undefined));
  return { router, entered };
}

/** A window's own main frame; each test may use another sender, since each has its own rate. */
function own(id = 1): Asking {
  const frame = { url: 'app://espalier/', parent: null };
  return { senderFrame: frame, sender: { id, mainFrame: frame } };
}

describe('messages from a page', () => {
  it('reach main when everything about them is right', async () => {
    const { router, entered } = createCounted();
    for (const route of routes)
      expect(await router(route, own(), valid[route])).toEqual({ output: route });
    expect(entered).toEqual(routes);
  });

  it('are refused from every other kind of sender, on every route', async () => {
    const { router, entered } = createCounted();
    const at = (url: string) => {
      const frame = { url, parent: null };
      return { senderFrame: frame, sender: { id: 1, mainFrame: frame } };
    };
    const main = { url: 'app://espalier/', parent: null };
    const senders: Record<string, Asking> = {
      'a frame that has gone': { senderFrame: null, sender: { id: 1, mainFrame: main } },
      'a frame within ours': {
        senderFrame: { url: 'app://espalier/', parent: main },
        sender: { id: 1, mainFrame: main },
      },
      'a main frame of another window': {
        senderFrame: { url: 'app://espalier/', parent: null },
        sender: { id: 1, mainFrame: main },
      },
      'a window we did not make': { senderFrame: main, sender: { id: 10_001, mainFrame: main } },
      'a web page': at('https://example.org/'),
      'a look-alike': at('app://espalier.example/'),
      'another host of the scheme': at('app://other/'),
      'a name before the host': at('app://espalier@example.org/'),
      'a file': at('file:///home/ada/page.html'),
      'a blank page': at('about:blank'),
      'a page in its address': at('data:text/html,hello'),
      'the inspector': at('devtools://devtools/bundled/x.html'),
      'an empty address': at(''),
      'a picture of ours': at('blob:app://espalier/1'),
    };
    const passed: string[] = [];
    for (const [name, sender] of Object.entries(senders))
      for (const route of routes) {
        const answered = await router(route, sender, valid[route]);
        if (!('error' in answered) || answered.error.code !== 'bad-input')
          passed.push(`${name}: ${route}`);
      }
    expect(passed).toEqual([]);
    expect(entered).toEqual([]);
  });

  it('are refused with a code, 10,000 at random, and none is carried out', async () => {
    const { router, entered } = createCounted();
    const noText = fc
      .anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true })
      .filter((value) => typeof value !== 'string');
    // Arguments that miss: too many, too few, of another kind, too long, or for a route that is not there.
    const miss = fc.oneof(
      fc.tuple(fc.constantFrom(...routes), fc.array(noText, { minLength: 1, maxLength: 12 })),
      fc
        .tuple(
          fc.constantFrom(...routes.filter((route) => route !== 'window.connect')),
          fc.constantFrom([], [''], ['a', 'b', 'c'], ['x'.repeat(5000)], ['x'.repeat(40_000), 'y']),
        )
        .filter(([route, args]) => !shellRoutes[route].safeParse(args).success),
      fc.tuple(
        fc
          .oneof(
            fc.string(),
            fc.constantFrom(
              '__proto__',
              'constructor',
              'toString',
              'hasOwnProperty',
              'dialog',
              'DIALOG.PICKFOLDER',
            ),
          )
          .filter((name) => !Object.hasOwn(shellRoutes, name)),
        fc.array(fc.anything(), { maxLength: 4 }),
      ),
    );
    let sender = 0;
    let messages = 0;
    await fc.assert(
      fc.asyncProperty(miss, async ([route, args]) => {
        // A new sender each time, or the rate would refuse what the schema should.
        sender = (sender % 10_000) + 1;
        messages += 1;
        const answered = await router(route, own(sender), args);
        expect(Object.keys(answered)).toEqual(['error']);
        if ('error' in answered) expect(errorCodes).toContain(answered.error.code);
      }),
      { numRuns: 10_000 },
    );
    expect(messages).toBeGreaterThanOrEqual(10_000);
    expect(entered).toEqual([]);
  });

  it('are refused when they are too large, before anything looks into them', async () => {
    const { router, entered } = createCounted();
    const deep: unknown[] = [];
    let inner = deep;
    for (let depth = 0; depth < 100_000; depth += 1) {
      const next: unknown[] = [];
      inner.push(next);
      inner = next;
    }
    const large = [
      ['x'.repeat(33_000)],
      [new Uint8Array(70_000)],
      [Array.from({ length: 10_000 }, () => 1)],
      [deep],
      [Object.assign([], { length: 4_000_000_000 })],
      Array.from({ length: 9 }, () => 'x'),
      [Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, at]))],
    ];
    for (const args of large)
      expect(await router('dialog.pickFolder', own(), args)).toMatchObject({
        error: { code: 'bad-input', subject: 'a message that is too large' },
      });
    expect(entered).toEqual([]);
  });

  it('are cut off where a window floods, and only that window', async () => {
    const { router, entered } = createCounted();
    const flood = await Promise.all(
      Array.from({ length: 1000 }, () => router('window.connect', own(7), [])),
    );
    const carried = flood.filter((answered) => 'output' in answered).length;
    // Two seconds may be touched.
    expect(carried).toBeGreaterThanOrEqual(200);
    expect(carried).toBeLessThanOrEqual(400);
    expect(await router('window.connect', own(8), [])).toHaveProperty('output');
    expect(entered).toHaveLength(carried + 1);
  });

  it('answer with a code where main itself fails, and keep the cause to themselves', async () => {
    const router = createRouter(
      {
        'path.reveal': () => {
          throw new Error('/home/ada/secret');
        },
      } as unknown as Answers<object>,
      () => ({}),
    );
    const answered = await router('path.reveal', own(), ['/home/ada']);
    expect(answered).toEqual({ error: { code: 'internal', subject: 'Error' } });
  });
});
