import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toSentence, toSerialised, type SerialisedError } from '#contract/errors';
import type { ImportReport } from '#domain/views';
import { createEngine } from '#engine/engine';
import { findPlaces, type Places } from '#engine/places';
import { askJson, askLines, hasProc, root, runCommand } from './command.ts';
import { writeFolder } from './folder.ts';

interface Line {
  readonly path: string;
  readonly state: string;
  readonly code?: string;
  readonly reason?: string;
}

let scratch = '';
let folder = '';
let project = '';
let lines: readonly Line[] = [];
let report: ImportReport;

const write = (name: string, content: string | Uint8Array) =>
  writeFileSync(join(folder, name), content);
const sample = (name: string) => readFileSync(join(root, 'samples', name));

beforeAll(async () => {
  scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-bad-'));
  folder = writeFolder(join(scratch, 'in'), 2);
  project = join(scratch, 'p.espalier');
  write('empty.txt', '');
  write('blank.txt', ' \n\t \n');
  write(
    'unknown.bin',
    Uint8Array.from({ length: 4096 }, (_, at) => (at * 73) % 256),
  );
  write('picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  write('half.pdf', sample('reuter.txt').subarray(0, 10));
  write('cut.pdf', sample('channel-cable-1850.pdf').subarray(0, 400));
  write('cut.docx', sample('cyrus-field.docx').subarray(0, 900));
  write('not-really.docx', 'This is text and no archive. 📡');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'broken-link.txt'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
  // A file that opens and then fails to be read, for root too.
  if (hasProc) symlinkSync('/proc/self/mem', join(folder, 'unreadable.txt'));
  report = await askJson<ImportReport>('import', folder, '--project', project);
  lines = await askLines<Line>('documents', project);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function find(name: string): Line | undefined {
  return lines.find((line) => line.path === join(folder, name));
}

describe('a file that cannot be read', () => {
  test.each([
    ['empty.txt', 'skipped', 'empty-file'],
    ['blank.txt', 'partial', 'no-text'],
    ['unknown.bin', 'skipped', 'unknown-format'],
    ['picture.png', 'skipped', 'unknown-format'],
    ['cut.pdf', 'quarantined', 'broken-file'],
    ['cut.docx', 'quarantined', 'broken-file'],
  ])('%s is %s as %s, with a reason in words', (name, state, code) => {
    expect(find(name)).toMatchObject({ state, code });
    expect(find(name)?.reason).toMatch(/^[A-Z].{10,}/u);
  });

  test.runIf(hasProc)('that opens and fails is set aside', () => {
    expect(find('unreadable.txt')).toMatchObject({ state: 'quarantined', code: 'unreadable-file' });
  });

  test.runIf(process.platform !== 'win32')('that is a pipe is never waited for', () => {
    expect(find('pipe.txt')).toMatchObject({ state: 'skipped', code: 'not-a-file' });
  });

  test('never stops the others, and every one is counted', () => {
    const ended = ['done', 'partial', 'skipped', 'quarantined'];
    expect(lines.filter((line) => !ended.includes(line.state))).toEqual([]);
    expect(find('report-00.txt')?.state).toBe('done');
    const { done, partial, skipped, quarantined } = report.documents;
    expect(done + partial + skipped + quarantined).toBe(lines.length);
  });
});

/** The code with which the engine refuses to open, or to import into, a project. */
async function codeOf(path: string, places?: Places): Promise<SerialisedError | undefined> {
  const engine = createEngine(places ? { places } : {});
  try {
    const { jobs } = await engine.open(path, { create: !existsSync(path) });
    const ended = await jobs.whenEnded(jobs.startImport({ paths: [folder], force: true }));
    return ended.error === null ? undefined : (ended.error as SerialisedError);
  } catch (error) {
    return toSerialised(error);
  } finally {
    await engine.close();
  }
}

function expectSentence(error: SerialisedError | undefined): void {
  expect(error && toSentence(error.code, error.subject)).toMatch(/^\S.{15,}[.]$/u);
}

describe('a project that cannot be opened', () => {
  test('a missing folder leaves nothing behind', async () => {
    const there = join(scratch, 'never.espalier');
    const { code, stderr } = await runCommand('import', join(scratch, 'no'), '--project', there);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not exist'),
    });
    expect(existsSync(there)).toBe(false);
  });

  test('one that another process holds', async () => {
    const holder = new DatabaseSync(project);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    try {
      const { code, stderr } = await runCommand('import', folder, '--project', project);
      expect(code).toBe(1);
      expect(stderr).toContain('open in another Espalier');
    } finally {
      holder.close();
    }
  });

  test('one made by a newer Espalier stays as it is', async () => {
    const newer = join(scratch, 'newer.espalier');
    cpSync(project, newer);
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 99999');
    database.close();
    const before = readFileSync(newer);
    const error = await codeOf(newer);
    expect(error?.code).toBe('project-newer');
    expectSentence(error);
    expect(readFileSync(newer).equals(before)).toBe(true);
  });

  test.each([
    [
      'text',
      (path: string) => writeFileSync(path, 'no database '.repeat(500)),
      /^project-(not-ours|damaged)$/,
    ],
    ['a database of somebody else', makeForeign, /^project-not-ours$/],
    ['a folder', (path: string) => mkdirSync(path), /^project-/],
    ['ours with its middle overwritten', makeDamaged, /^project-damaged$/],
  ])('%s', async (name, make, code) => {
    const path = join(scratch, `${name.replaceAll(' ', '-')}.espalier`);
    make(path);
    const error = await codeOf(path);
    expect(error?.code).toMatch(code);
    expectSentence(error);
  });
});

function makeForeign(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE cook (book TEXT)');
  database.close();
}

function makeDamaged(path: string): void {
  const bytes = readFileSync(project);
  writeFileSync(path, bytes.fill(0xa5, 4096, Math.floor(bytes.length * 0.9)));
}

describe('a model', () => {
  function copyModels(name: string): Places {
    const models = join(scratch, name);
    cpSync(findPlaces().models, models, {
      recursive: true,
      filter: (path) => !/models[\\/]training/.test(path),
    });
    return { ...findPlaces(), models, data: join(scratch, 'data') };
  }

  test('that is missing', async () => {
    const places = copyModels('none');
    rmSync(join(places.models, 'minilm', 'encoder.onnx'));
    const error = await codeOf(join(scratch, 'model-none.espalier'), places);
    expect(error?.code).toBe('model-missing');
    expectSentence(error);
  });

  test('that is altered', async () => {
    const places = copyModels('altered');
    const encoder = join(places.models, 'minilm', 'encoder.onnx');
    const bytes = readFileSync(encoder);
    const at = Math.floor(bytes.length / 2);
    writeFileSync(encoder, bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1));
    const error = await codeOf(join(scratch, 'model-altered.espalier'), places);
    expect(error?.code).toBe('model-altered');
    expectSentence(error);
  });
});
