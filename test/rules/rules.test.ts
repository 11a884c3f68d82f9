import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowed, breaches, targets, type Crossing } from './breaches.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = realpathSync(join(root, 'node_modules'));
const rules: readonly { readonly name: string; readonly comment?: string }[] = createRequire(
  import.meta.url,
)('../../build/import-rules.cjs').forbidden;

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let tree = '';

function write(path: string, content: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}

function toSource([file, line]: Crossing): string {
  return file.endsWith('.svelte') ? `<script lang="ts">\n${line}\n</script>\n` : `${line}\n`;
}

/** A project of the same shape as ours, empty but for what a test writes into it. */
beforeAll(() => {
  tree = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-rules-'));
  symlinkSync(modules, join(tree, 'node_modules'), 'dir');
  for (const path of [
    'package.json',
    'build/import-rules.cjs',
    'build/import-doors.cjs',
    'build/tsconfig.base.json',
  ])
    cpSync(join(root, path), join(tree, path));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('import rules', () => {
  let violations: readonly Violation[] = [];

  beforeAll(() => {
    for (const crossing of [...targets, ...allowed, ...Object.values(breaches).flat()])
      write(crossing[0], toSource(crossing));
    const cruise = spawnSync(
      process.execPath,
      [
        join(modules, 'dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config=build/import-rules.cjs',
        '--output-type=json',
        'engine',
        'electron',
        'renderer',
        'scripts',
        'test',
        'build',
      ],
      { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    violations = JSON.parse(cruise.stdout).summary.violations;
  });

  test('every rule says why and is broken below', () => {
    expect(rules.filter((rule) => (rule.comment ?? '').length < 30)).toEqual([]);
    expect(Object.keys(breaches).toSorted()).toEqual(rules.map((rule) => rule.name).toSorted());
  });

  test.each(
    Object.entries(breaches).flatMap(([rule, list]) =>
      list.map(([file, line]) => ({ rule, file, line })),
    ),
  )('$rule refuses $line in $file', ({ rule, file }) => {
    const caught = violations.filter((violation) => violation.from === file);
    expect(caught.map((violation) => violation.rule.name)).toContain(rule);
  });

  test.each(allowed)('%s may %s', (file) => {
    expect(violations.filter((violation) => violation.from === file)).toEqual([]);
  });
});

describe('a tsconfig per room', () => {
  /** What the compiler says of one room of the temporary project holding one file. */
  function compile(room: string, line: string): string {
    rmSync(join(tree, 'engine'), { recursive: true, force: true });
    rmSync(join(tree, 'out'), { recursive: true, force: true });
    for (const name of ['domain', 'read', 'segment'])
      cpSync(
        join(root, `engine/${name}/tsconfig.json`),
        join(tree, `engine/${name}/tsconfig.json`),
      );
    write('engine/domain/noun.ts', 'export interface Noun { readonly text: string }\n');
    write('engine/segment/segment.ts', 'export const segment = 1;\n');
    write('engine/read/format.ts', 'export const format = 1;\n');
    write(`engine/${room}/breach.ts`, `${line}\n`);
    try {
      execFileSync(
        process.execPath,
        [join(modules, 'typescript/bin/tsc'), '-b', `engine/${room}`],
        {
          cwd: tree,
          encoding: 'utf8',
        },
      );
      return '';
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  }

  test('lets a stage take its nouns', () => {
    expect(compile('read', `export type { Noun } from '#domain/noun';`)).toBe('');
  });

  test('refuses another stage', () => {
    expect(compile('read', `export { segment } from '#segment/segment';`)).toContain('TS6307');
  });

  test.each(['process.cwd()', 'window.name', 'console.log(1)'])(
    'refuses the runtime global in %s to the nouns',
    (expression) => {
      expect(compile('domain', `export const value = ${expression};`)).toMatch(
        /TS25(80|84|03)|TS2304|TS2591/,
      );
    },
  );
});
