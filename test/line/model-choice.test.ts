import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { toArguments, type Output } from '../../engine/hosts/cli/command.ts';
import { extractCommand } from '../../engine/hosts/cli/single.ts';
import { createEngine } from '#engine/engine';
import { installModel } from '#engine/models';
import { findPlaces } from '#engine/places';
import { summarise } from '#engine/summary';
import { listTriples } from '#store/triples';

let base: string;
let project: string;
const places = () => ({ ...findPlaces(), data: join(base, 'data') });

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'choice-'));
  project = join(base, 'notes.espalier');
  writeFileSync(join(base, 'note.txt'), 'Mary Whitlock works for Acme in Leeds.');
});
afterEach(() => rmSync(base, { recursive: true }));

async function installTwin(name: string): Promise<void> {
  const folder = join(base, name);
  cpSync(join(findPlaces().models, 'minilm'), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, name }));
  await installModel(places(), folder);
}

it('reads a project with the model that was chosen for it, from then on', async () => {
  await installTwin('mine');
  const engine = createEngine({ places: places(), workers: 1 });
  const readNote = async () => {
    const { jobs, project: store } = engine.get();
    await jobs.whenEnded(jobs.startImport({ paths: [join(base, 'note.txt')] }));
    const { rows } = listTriples(store, { sort: 'score', descending: true, offset: 0, limit: 10 });
    return rows.map(({ best }) => best.model.split('@')[0]);
  };
  try {
    await engine.open(project, { create: true });
    expect(new Set(await readNote())).toEqual(new Set(['minilm/news']));
    await engine.chooseModel({ model: 'mine', heads: ['news'] });
    expect(summarise(engine, engine.get())).toMatchObject({ model: 'mine', heads: ['news'] });
    expect(new Set(await readNote())).toEqual(new Set(['mine/news']));
    await expect(engine.chooseModel({ model: 'gone', heads: ['news'] })).rejects.toMatchObject({
      code: 'model-missing',
    });
    await expect(engine.chooseModel({ model: 'mine', heads: ['none'] })).rejects.toMatchObject({
      code: 'model-missing',
    });
  } finally {
    await engine.close();
  }

  const later = createEngine({ places: places(), workers: 1 });
  try {
    expect((await later.open(project)).chosen).toEqual({
      model: 'mine',
      heads: ['news'],
      off: { entityTypes: [], relationTypes: [] },
    });
  } finally {
    await later.close();
  }
});

it('reads again without what was switched off, and keeps the choice', async () => {
  const engine = createEngine({ places: places(), workers: 1 });
  const readNote = async () => {
    const { jobs, project: store } = engine.get();
    await jobs.whenEnded(jobs.startImport({ paths: [join(base, 'note.txt')] }));
    const { rows } = listTriples(store, { sort: 'score', descending: true, offset: 0, limit: 10 });
    return rows.map(({ predicate }) => predicate).toSorted();
  };
  const off = { entityTypes: [], relationTypes: ['OrgBased_In', 'Live_In'] };
  try {
    await engine.open(project, { create: true });
    expect(await readNote()).toContain('Work_For');
    await engine.chooseModel({ model: '', heads: ['news'], off });
    expect(await readNote()).toEqual(['Work_For']);
    // What is not said stays as it was; what is said counts from the next import on.
    await engine.chooseModel({ model: '', heads: ['news'] });
    expect(summarise(engine, engine.get()).off).toEqual(off);
    const noNames = { entityTypes: ['Peop', 'Org', 'Loc', 'Other'], relationTypes: [] };
    await engine.chooseModel({ model: '', heads: ['news'], off: noNames });
    expect(await readNote()).toEqual([]);
  } finally {
    await engine.close();
  }
  const later = createEngine({
    places: places(),
    workers: 1,
    off: { entityTypes: [], relationTypes: [] },
  });
  try {
    expect((await later.open(project)).chosen.off.entityTypes).toEqual([]);
  } finally {
    await later.close();
  }
});

it('opens a project whose model is gone, and says so when it is needed', async () => {
  await installTwin('mine');
  const first = createEngine({ places: places(), workers: 1, model: 'mine' });
  await first.open(project, { create: true });
  await first.close();
  rmSync(join(base, 'data', 'models', 'mine'), { recursive: true });
  const engine = createEngine({ places: places(), workers: 1 });
  try {
    const { jobs } = await engine.open(project);
    const ended = await jobs.whenEnded(jobs.startImport({ paths: [join(base, 'note.txt')] }));
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'model-missing' } });
  } finally {
    await engine.close();
  }
});

it('extracts with no head where none is named, not with all', async () => {
  const argv = ['--text', 'Mary Whitlock works for Acme in Leeds 🚲.', '--heads', 'none'];
  const out = { signal: new AbortController().signal } as Output;
  const running = extractCommand.run(toArguments(extractCommand, argv), out);
  await expect(running).rejects.toThrow('names no head');
});
