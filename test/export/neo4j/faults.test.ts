import { afterEach, describe, expect, test } from 'vitest';
import { exportToNeo4j, type Neo4jOptions } from '#export/neo4j';
import {
  startBoltStub,
  steps,
  type BoltStub,
  type Step,
  type StubOptions,
} from '../../neo4j/bolt-stub.ts';
import { createGraph, small, type Graph } from '../graph.ts';
import { toMirrorSource } from './mirror.ts';
import { chooseSeed, random } from '../../random.ts';

const FAULTS = Number(process.env['ESPALIER_FAULTS'] ?? 50);
const seed = chooseSeed();
const patience = { attempts: 6, pause: 1, silence: 20_000 };
const later = createGraph([
  {
    path: 'letters/ada.txt',
    title: 'Another title 🧵',
    says: [
      {
        subject: 'Ada Lovelace',
        subjectType: 'Peop',
        predicate: 'Work_For',
        object: 'Babbage & Co',
        objectType: 'Org',
      },
    ],
  },
]);

const crowd = createGraph(
  Array.from({ length: 10 }, (_, at) => ({
    path: `${at}.txt`,
    says: [
      {
        subject: `Person ${at}`,
        subjectType: 'Peop',
        predicate: 'Work_For',
        object: 'Mill',
        objectType: 'Org',
      },
    ],
  })),
);

const stubs: BoltStub[] = [];
async function start(options: StubOptions = {}): Promise<BoltStub> {
  const stub = await startBoltStub(options);
  stubs.push(stub);
  return stub;
}
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

const login = { user: 'neo4j', password: 'canary-5513' };
const write = (
  source: ReturnType<typeof toMirrorSource>,
  { uri }: BoltStub,
  more: Neo4jOptions = {},
) => exportToNeo4j(source, { uri, ...login }, { patience, ...more });

/** The whole graph on the server, in an order of its own. */
function dump({ graph }: BoltStub): unknown {
  return [...graph.things].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

async function expected(graph: Graph): Promise<unknown> {
  const stub = await start();
  await write(toMirrorSource(graph), stub);
  return dump(stub);
}

describe(`a connection that breaks, seed ${seed}`, () => {
  test.each(steps)(
    'at %s, again and again: nothing doubled, nothing lost',
    async (step) => {
      const [first, second] = [await expected(small), await expected(later)];
      const most = await countSteps(step);
      const dice = createDice(seed + steps.indexOf(step));
      for (let fault = 0; fault < FAULTS; fault += 1) {
        const source = toMirrorSource(small);
        const at = Math.floor(dice() * most);
        let isArmed = true;
        const stub = await startBoltStub({
          onStep(now, times) {
            if (step === 'rollback' && now === 'begin' && isArmed && times === at)
              // Another Espalier takes the project in the middle: our transaction is rolled back.
              stub.graph.project['run'] = 'another';
            if (now !== step || !isArmed || (step !== 'rollback' && times !== at)) return undefined;
            isArmed = false;
            return { kind: 'lose' };
          },
        });
        const begun = await write(source, stub).then(
          () => 'done',
          (error: { code?: string }) => error.code,
        );
        expect(['done', 'neo4j-taken']).toContain(begun);
        if (begun !== 'done') await write(source, stub);
        expect(dump(stub)).toEqual(first);
        isArmed = step !== 'rollback';
        source.change(later);
        await write(source, stub);
        expect(dump(stub)).toEqual(second);
        if (fault % 10 === 0)
          expect(await write(source, stub)).toMatchObject({ written: 0, deleted: 0 });
        await stub.close();
      }
    },
    120_000,
  );

  /** How often the step comes in a write, so that faults fall everywhere. */
  async function countSteps(step: Step): Promise<number> {
    let most = 0;
    const stub = await start({
      onStep(now, times) {
        if (now === (step === 'rollback' ? 'begin' : step)) most = times + 1;
        return undefined;
      },
    });
    await write(toMirrorSource(small), stub);
    return most;
  }

  test('a commit that was kept is counted once', async () => {
    const whole = await write(toMirrorSource(small), await start());
    const stub = await start({
      onStep: (step) => (step === 'commit-after' && random() < 0.5 ? { kind: 'lose' } : undefined),
    });
    const report = await write(toMirrorSource(small), stub, {
      patience: { ...patience, attempts: 60 },
    });
    expect(report).toMatchObject({ written: whole.written, deleted: 0 });
    // Each row was sent once, whatever became of the answer.
    expect(stub.received()).toBe(whole.written);
  });
});

describe('codes of the server', () => {
  test.each([
    ['Neo.TransientError.Transaction.DeadlockDetected', 'again'],
    ['Neo.TransientError.Transaction.Outdated', 'again'],
    ['Neo.TransientError.Transaction.LockAcquisitionTimeout', 'again'],
    ['Neo.TransientError.Database.DatabaseUnavailable', 'again'],
    ['Neo.TransientError.General.DatabaseUnavailable', 'again'],
    ['Neo.ClientError.Security.AuthorizationExpired', 'again'],
    ['Neo.ClientError.Cluster.NotALeader', 'again'],
    ['Neo.TransientError.General.MemoryPoolOutOfMemoryError', 'smaller'],
    ['Neo.DatabaseError.General.OutOfMemoryError', 'smaller'],
    ['Neo.ClientError.Transaction.TransactionTimedOut', 'smaller'],
    ['Neo.ClientError.Security.Unauthorized', 'neo4j-unauthorised'],
    ['Neo.ClientError.Security.TokenExpired', 'neo4j-unauthorised'],
    ['Neo.ClientError.Security.CredentialsExpired', 'neo4j-unauthorised'],
    ['Neo.ClientError.Security.Forbidden', 'neo4j-forbidden'],
    ['Neo.ClientError.Database.DatabaseNotFound', 'neo4j-no-database'],
    ['Neo.ClientError.General.ForbiddenOnReadOnlyDatabase', 'neo4j-read-only'],
    ['Neo.ClientError.Schema.ConstraintValidationFailed', 'neo4j-conflict'],
    ['Neo.DatabaseError.Schema.ConstraintCreationFailed', 'neo4j-conflict'],
    ['Neo.ClientError.Statement.SyntaxError', 'neo4j-unsupported'],
    ['Neo.DatabaseError.General.UnknownError', 'neo4j-failed'],
    ['Neo.TransientError.Transaction.Terminated', 'neo4j-failed'],
  ])('%s: %s', async (code, does) => {
    let failures = 0;
    const stub = await start({
      onStep(step, _, cypher) {
        if (step !== 'run' || !cypher.includes('$rows')) return undefined;
        failures += 1;
        return failures <= (does.startsWith('neo4j-') ? Infinity : 2)
          ? { kind: 'fail', code }
          : undefined;
      },
    });
    const written = write(toMirrorSource(crowd), stub);
    if (does.startsWith('neo4j-')) {
      await expect(written).rejects.toMatchObject({ code: does });
      expect(failures).toBe(1);
    } else {
      await written;
      expect(dump(stub)).toEqual(await expected(crowd));
    }
  });

  test('a deadlock that never ends is given up after six attempts', async () => {
    let failures = 0;
    const code = 'Neo.TransientError.Transaction.DeadlockDetected';
    const stub = await start({
      onStep(step, _, cypher) {
        if (step !== 'run' || !cypher.includes('$rows')) return undefined;
        failures += 1;
        return { kind: 'fail', code };
      },
    });
    await expect(write(toMirrorSource(small), stub)).rejects.toMatchObject({ code: 'neo4j-busy' });
    expect(failures).toBe(6);
  });
});

describe('servers that are slow, silent, old or foreign', () => {
  test('a slow one is waited for, and left within a second', async () => {
    const stub = await start({ delay: 5000 });
    const cancel = new AbortController();
    const begun = performance.now();
    setTimeout(() => cancel.abort(), 300);
    await expect(
      write(toMirrorSource(small), stub, { signal: cancel.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - begun).toBeLessThan(1300);
  });

  test('twenty milliseconds an answer only take their time', async () => {
    const stub = await start({ delay: 20 });
    await write(toMirrorSource(small), stub);
    expect(dump(stub)).toEqual(await expected(small));
  });

  test.each(['begin', 'run', 'pull', 'commit-before', 'commit-after'] as const)(
    'one that falls silent at %s is asked again',
    async (step) => {
      const stub = await start({
        onStep: (now, times) => (now === step && times === 2 ? { kind: 'silence' } : undefined),
      });
      await write(toMirrorSource(small), stub, { patience: { ...patience, silence: 300 } });
      expect(dump(stub)).toEqual(await expected(small));
    },
  );

  test('one that stays silent is told by name', async () => {
    const stub = await start({
      onStep: (step) => (step === 'begin' ? { kind: 'silence' } : undefined),
    });
    await expect(
      write(toMirrorSource(small), stub, { patience: { attempts: 2, pause: 1, silence: 200 } }),
    ).rejects.toMatchObject({ code: 'neo4j-slow' });
  });

  test.each(['Neo4j/4.3.9', 'Neo4j/3.5.35'])(
    '%s is too old, and nothing is written',
    async (agent) => {
      const stub = await start({ agent });
      await expect(write(toMirrorSource(small), stub)).rejects.toMatchObject({
        code: 'neo4j-unsupported',
      });
      expect(stub.graph.things.size).toBe(0);
    },
  );

  test.each([
    ['Neo4j/4.4.40', 'INDEX'],
    ['Neo4j/5.6.0', 'INDEX'],
    ['Neo4j/5.26.30', 'CONSTRAINT'],
    ['Neo4j/2025.10.1', 'CONSTRAINT'],
  ])('%s gets an %s for the uid of a relationship', async (agent, wanted) => {
    const seen: string[] = [];
    const stub = await start({
      agent,
      onStep: (step, _, cypher) => void (step === 'run' && seen.push(cypher)),
    });
    await write(toMirrorSource(small), stub);
    expect(seen.find((cypher) => cypher.includes('()-[n:`Work_For`]'))).toMatch(
      new RegExp(`^CREATE ${wanted} IF NOT EXISTS`, 'u'),
    );
  });
});

/** Mulberry32. */
function createDice(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
