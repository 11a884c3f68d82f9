import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { exportToFile } from '#export/file';
import type { FileTarget } from '#export/target';
import { targets } from '#export/targets';
import { toOptions } from './chosen.ts';
import { small, toSource } from './graph.ts';

/** Reliability F36: at thirty points, spread over the targets, what stands at the path is the old export or the new one. */
const POINTS = 30;
const folder = mkdtempSync(join(tmpdir(), 'espalier-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const child = fileURLToPath(new URL('kill-child.ts', import.meta.url));

function readAll(path: string): string {
  if (statSync(path).isFile()) return readFileSync(path).toString('latin1');
  return readdirSync(path)
    .toSorted()
    .map((name) => `${name}\n${readAll(join(path, name))}`)
    .join('');
}

/** Every file or folder at or beside the path that is not on its way: name without its beginning → content. */
function readSet(base: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${base}.`) || name === base);
  return new Map(names.map((name) => [name.slice(base.length), readAll(join(folder, name))]));
}

/** As long as what a run that nobody killed leaves: run and document ids are the same, so lengths are. */
async function isWhole(target: FileTarget, name: string, content: string): Promise<boolean> {
  const base = `whole-${target.name}`;
  if (readSet(base).size === 0) {
    const path = join(folder, `${base}${target.extension}`);
    await once(spawn(process.execPath, [child, target.name, path], { stdio: 'ignore' }), 'exit');
  }
  return readSet(base).get(name)?.length === content.length;
}

test(`kill -9 at ${POINTS} points leaves no half file`, async () => {
  const seen = { old: 0, new: 0 };
  for (let point = 0; point < POINTS; point += 1) {
    const target = targets[point % targets.length] ?? targets[0];
    if (target === undefined) throw new Error('no targets');
    const base = `p${point}`;
    const path = join(folder, `${base}${target.extension}`);
    await exportToFile(
      toSource(small),
      target,
      path,
      toOptions({ withText: target.family === 'training' }),
    );
    const before = readSet(base);

    const running = spawn(process.execPath, [child, target.name, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Asked for at once: on a quick machine the child may have ended before anybody waits for it.
    const ended = once(running, 'exit');
    await Promise.race([once(running.stdout, 'data'), ended]);
    // From its first record to some time after its last.
    await new Promise((done) => setTimeout(done, (point * 37) % 180));
    running.kill('SIGKILL');
    await ended;

    const after = readSet(base);
    const states = await Promise.all(
      [...after].map(async ([name, content]) =>
        content === before.get(name)
          ? 'old'
          : (await isWhole(target, name, content))
            ? 'new'
            : 'half',
      ),
    );
    // A folder steps aside for the new one; between the two there is none, which is no half one.
    expect(states, `${target.name} at point ${point}`).not.toContain('half');
    seen[states.includes('new') ? 'new' : 'old'] += 1;
    // The next export clears what the killed one left, and stands whole.
    await exportToFile(toSource(small), target, path, toOptions());
    const left = readdirSync(folder).filter((name) => name.startsWith(`.${base}`));
    expect(left).toEqual([]);
  }
  expect(seen.old + seen.new).toBe(POINTS);
  expect(seen.old).toBeGreaterThan(5);
}, 240_000);
