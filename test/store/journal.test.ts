import { expect, it, describe, onTestFinished } from 'vitest';
import { toNaming } from '#resolve/name';
import { createJob, getJob, listJobs, updateJob } from '#store/jobs';
import {
  countSources,
  enqueueSources,
  findSource,
  listSourcesUnder,
  markUnchanged,
  storeFailure,
} from '#store/journal';
import { blameLeased, leaseNext, leaseSource, listQueued, releaseLeases } from '#store/leases';
import { listDocuments } from '#store/documents';
import { createProject, openProject } from '#store/open';
import type { Project } from '#store/project';
import { storeDocument } from '#store/store-document';
import { makeInput, makePath, works } from './make.ts';

function make(): Project {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  return project;
}

const files = ['/in/b.txt', '/in/a.txt', '/in/ü 🍐.txt'].map((path, at) => ({
  path,
  name: path.slice(4),
  root: '/in',
  bytes: at,
  modified: 1.5,
}));

function makeJob(project: Project) {
  const job = createJob(project, { kind: 'import', subject: '/in', params: { paths: ['/in'] } });
  enqueueSources(project, job.id, files, toNaming);
  return job;
}

describe('the queue', () => {
  it('gives sources in the order they came, once each', () => {
    const project = make();
    const { id } = makeJob(project);
    expect(listQueued(project, id, 2).map(({ path }) => path)).toEqual(['/in/b.txt', '/in/a.txt']);
    const taken = [
      leaseNext(project, id),
      leaseNext(project, id),
      leaseNext(project, id),
      leaseNext(project, id),
    ];
    expect(taken.map((source) => source?.path)).toEqual([
      ...files.map(({ path }) => path),
      undefined,
    ]);
    expect(leaseSource(project, '/in/a.txt')).toBeUndefined();
    expect(countSources(project, id)).toEqual({
      queued: 0,
      reading: 3,
      done: 0,
      partial: 0,
      skipped: 0,
      quarantined: 0,
    });
  });

  it('blames nobody when the engine is stopped, and what was being read when it dies', () => {
    const project = make();
    const { id } = makeJob(project);
    leaseNext(project, id);
    leaseNext(project, id);
    expect(releaseLeases(project)).toBe(2);
    expect(findSource(project, '/in/b.txt')).toMatchObject({ state: 'queued', deaths: 0 });
    leaseNext(project, id);
    expect(blameLeased(project)).toBe(1);
    expect(findSource(project, '/in/b.txt')).toMatchObject({ state: 'queued', deaths: 1 });
    // It waits until the others are through, and then for nobody else.
    expect(leaseNext(project, id)?.path).toBe('/in/a.txt');
    expect(leaseNext(project, id)?.path).toBe('/in/ü 🍐.txt');
    expect(leaseNext(project, id)).toBeUndefined();
    releaseLeases(project);
    expect(leaseNext(project, id, { isAlone: true })?.path).toBe('/in/b.txt');
    expect(blameLeased(project)).toBe(1);
    expect(findSource(project, '/in/b.txt')).toMatchObject({ state: 'queued', deaths: 2 });
    // Asked for once more it is as suspect as before, until it ends well.
    enqueueSources(project, id, files, toNaming);
    expect(findSource(project, '/in/b.txt')?.deaths).toBe(2);
    storeDocument(project, makeInput('/in/b.txt', [works('Ada King', 'Ford')]), toNaming);
    expect(findSource(project, '/in/b.txt')).toMatchObject({ state: 'done', deaths: 0 });
  });

  it('keeps what a source said until it is read again, and takes it back where it has not changed', () => {
    const project = make();
    const { id } = makeJob(project);
    const input = makeInput('/in/a.txt', [works('Ada King', 'Ford')]);
    storeDocument(
      project,
      { ...input, state: 'partial', code: 'broken-file', detail: 'page 2' },
      toNaming,
    );
    enqueueSources(project, id, files.slice(1, 2), toNaming);
    const waiting = findSource(project, '/in/a.txt');
    expect(waiting).toMatchObject({
      state: 'queued',
      settled: 'partial',
      code: 'broken-file',
      document: input.documentId,
      run: input.run,
    });
    expect(listDocuments(project, { states: ['queued'] }).rows[0]).toMatchObject({
      path: '/in/a.txt',
      code: null,
      triples: 1,
    });
    markUnchanged(project, '/in/a.txt');
    expect(listDocuments(project, { states: ['partial'] }).rows).toMatchObject([
      { code: 'broken-file', detail: 'page 2' },
    ]);
    markUnchanged(project, '/in/b.txt');
    expect(findSource(project, '/in/b.txt')?.state).toBe('queued');
  });

  it('stands in the file', () => {
    const path = makePath();
    const first = createProject(path);
    const { id } = makeJob(first);
    leaseNext(first, id);
    const failure = {
      path: '/in/a.txt',
      state: 'skipped',
      code: 'no-text',
      detail: 'x',
      sha256: null,
      run: null,
    } as const;
    storeFailure(first, failure, toNaming);
    first.close();
    const second = openProject(path);
    onTestFinished(() => second.close());
    expect(countSources(second, id)).toMatchObject({ queued: 1, reading: 1, skipped: 1 });
    expect(listSourcesUnder(second, '/in').map(({ path, state }) => [path, state])).toEqual([
      ['/in/a.txt', 'skipped'],
      ['/in/b.txt', 'reading'],
      ['/in/ü 🍐.txt', 'queued'],
    ]);
    expect(listSourcesUnder(second, '/i')).toEqual([]);
    expect(findSource(second, '/in/none')).toBeUndefined();
  });
});

describe('a job', () => {
  it('keeps what it was asked, how far it is and why it failed', () => {
    const project = make();
    const job = makeJob(project);
    expect(job).toMatchObject({
      kind: 'import',
      state: 'running',
      params: { paths: ['/in'] },
      error: null,
    });
    updateJob(project, job.id, { counters: { done: 3 } });
    updateJob(project, job.id, { state: 'failed', error: { code: 'disk-full', subject: '/in' } });
    expect(getJob(project, job.id)).toMatchObject({
      state: 'failed',
      counters: { done: 3 },
      error: { code: 'disk-full' },
    });
    updateJob(project, job.id, { state: 'done', error: null });
    const other = createJob(project, { kind: 'export', subject: 'csv', params: null });
    expect(listJobs(project).map(({ id, state, error }) => [id, state, error])).toEqual([
      [other.id, 'running', null],
      [job.id, 'done', null],
    ]);
    const missing = expect.objectContaining({ code: 'not-found' }) as Error;
    expect(() => getJob(project, 'j0')).toThrowError(missing);
    expect(() => updateJob(project, 'j0', {})).toThrowError(missing);
  });
});
