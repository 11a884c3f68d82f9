import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DocumentId } from '#domain/ids';
import { createEngine, type Engine } from '#engine/engine';
import { findPlaces } from '#engine/places';
import { eachDocument } from '#store/documents';
import { isAlive } from '../line/command.ts';

vi.setConfig({ testTimeout: 60_000 });
const { signal } = new AbortController();

/** Questions about a sentence, to the model that ships, in whatever order and number they come. */
describe('looking through a sentence', () => {
  let [scratch, document]: [string, DocumentId?] = [''];
  let engine: Engine;
  const ask = (more: { head?: string; window?: number } = {}, stop = signal) =>
    engine.xray.table(
      engine.get(),
      { document: document as DocumentId, start: 0, window: 0, ...more },
      stop,
    );
  const why = () =>
    engine.xray.nearMisses(engine.get(), { document: document as DocumentId, start: 0 }, signal);

  beforeAll(async () => {
    scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-xray-'));
    mkdirSync(join(scratch, 'in'));
    writeFileSync(join(scratch, 'in/note.txt'), 'Ida Lund worked for Alta Railway 🛤 in Bergen.\n');
    engine = createEngine({ places: { ...findPlaces(), data: join(scratch, 'data') }, workers: 1 });
    const path = join(scratch, 'p.espalier');
    const { project, jobs } = await engine.open(path, { create: true });
    await jobs.whenEnded(jobs.startImport({ paths: [join(scratch, 'in')] }));
    document = [...eachDocument(project)][0]?.id ?? undefined;
  });
  afterAll(async () => {
    await engine.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('answers questions that come at once, through several heads, by one process', async () => {
    const pids = new Set<number>();
    const looking = setInterval(() => engine.xray.pids().forEach((pid) => pids.add(pid)), 5);
    const [table, misses, other] = await Promise.all([ask(), why(), ask({ head: 'general' })]);
    clearInterval(looking);
    expect([table.head, misses.heads[0]?.head, other.head]).toEqual(['news', 'news', 'general']);
    expect(engine.xray.pids()).toHaveLength(1);
    // Of the two that there were the first gave way to the second.
    expect(pids.size).toBe(2);
    expect([...pids].filter(isAlive)).toEqual(engine.xray.pids());
  });

  it('tells at once of a head or a part that there is not, and of what nobody wants any more', async () => {
    const began = performance.now();
    await expect(ask({ head: 'nosuch' })).rejects.toMatchObject({ code: 'model-missing' });
    await expect(ask({}, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(2000);
    await expect(ask({ window: 5 })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.skipIf(process.platform === 'win32')(
    'says that a sentence could not be looked through when its process is lost over it',
    async () => {
      await why();
      const [pid = 0] = engine.xray.pids();
      process.kill(pid, 'SIGSTOP');
      const asked = why();
      setTimeout(() => process.kill(pid, 'SIGKILL'), 500);
      await expect(asked).rejects.toMatchObject({ code: 'look-failed' });
      expect((await why()).heads[0]?.head).toBe('news');
    },
  );

  it('leaves no process behind when it is closed over a question', async () => {
    const asked = Promise.allSettled([ask(), why()]);
    await expect.poll(() => engine.xray.pids().length, { timeout: 15_000 }).toBe(1);
    const pids = engine.xray.pids();
    await engine.xray.close();
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(engine.xray.pids()).toEqual([]);
  });
});
