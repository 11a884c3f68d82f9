import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toNaming } from '#resolve/name';
import { createProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { curateCommand } from '../../engine/hosts/cli/curate.ts';
import { toArguments, type Output } from '../../engine/hosts/cli/command.ts';
import { texts } from '../curation/make.ts';
import { makeInput } from '../store/make.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-curate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const project = createProject(join(folder, 'p.espalier'));
  for (const [name, said] of Object.entries(texts))
    storeDocument(project, makeInput(`/in/${name}`, said), toNaming);
  project.close();
  return folder;
}

/** What the command prints for people. */
async function curate(folder: string, ...argv: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const print = (_: unknown, forPeople: () => string) => void lines.push(forPeople());
  const out: Output = {
    result: print,
    row: async (value, forPeople) => print(value, forPeople),
    note: () => undefined,
    progress: () => undefined,
    signal: new AbortController().signal,
  };
  await curateCommand.run(toArguments(curateCommand, [join(folder, 'p.espalier'), ...argv]), out);
  return lines;
}

test('a question is answered with the id it is printed with, planned first, and undone', async () => {
  const folder = makeFolder();
  const orders = join(folder, 'orders.jsonl');
  const [asked = ''] = await curate(folder, '--proposals');
  expect(asked).toMatch(/^t[0-9a-f]+ {2}0\.60 {2}so\? {2}Ada Lovelace \(\w+\) — Work_For — Ford/u);
  const order = { kind: 'triple.reject', triple: asked.split(' ')[0] };
  // As one operation and as a list with a note: what can be applied can be planned.
  for (const line of [order, { operations: [order], note: 'read it' }]) {
    writeFileSync(orders, `${JSON.stringify(line)}\n`);
    const [planned] = await curate(folder, '--plan', orders);
    expect(planned).toContain('0 new, 1 gone');
  }
  expect(await curate(folder, '--log')).toEqual([]);
  const [applied] = await curate(folder, '--apply', orders);
  expect(applied).toContain('Decisions: 1 applied');
  expect(await curate(folder, '--proposals')).not.toContain(asked);
  await curate(folder, '--undo');
  expect(await curate(folder, '--proposals')).toContain(asked);
});

test('what cannot be planned is told with its line, and nothing is decided', async () => {
  const folder = makeFolder();
  const orders = join(folder, 'orders.jsonl');
  writeFileSync(orders, '\n{"kind":"triple.reject"}\n');
  await expect(curate(folder, '--plan', orders)).rejects.toThrow('line 2 of');
  writeFileSync(orders, 'no JSON\n');
  await expect(curate(folder, '--plan', orders)).rejects.toThrow('line 1 of');
  await expect(curate(folder, '--plan', join(folder, 'none'))).rejects.toThrow('does not exist');
  const [report] = await curate(folder, '--apply', orders);
  expect(report).toContain('unreadable lines: 1');
  expect(await curate(folder, '--log')).toEqual([]);
});
