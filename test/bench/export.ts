import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFile } from '#engine/outgoing/export-files';
import { findTarget, targets } from '#export/targets';
import { createProject, openProject } from '#store/open';
import { fill } from '../store/fill.ts';

// node test/bench/export.ts FACTS [TARGET …]: fills a project in bulk with that many relations, then writes it with each
// target in this process and prints records, seconds and the highest resident memory of the export. Asked for nothing but
// a number, it writes N-Quads. Deletes what it wrote.
const relations = Number(process.argv[2] ?? 100_000);
const names = process.argv.slice(3);
const folder = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
const path = join(folder, 'crowd.espalier');

if (process.argv.includes('--write')) await write(process.argv[3] ?? '', process.argv[4] ?? '');
else {
  const project = createProject(path);
  fill(project.database, relations);
  project.close();
  const { spawnSync } = await import('node:child_process');
  // A process for each: memory that one left is not another's.
  for (const name of names.length > 0 ? names : ['nquads'])
    spawnSync(process.execPath, [import.meta.filename, String(relations), name, path, '--write'], {
      stdio: 'inherit',
    });
}
rmSync(folder, { recursive: true, force: true });

async function write(name: string, from: string): Promise<void> {
  const target = findTarget(name) ?? targets[0];
  const project = openProject(from);
  const out = join(folder, `graph${target?.extension ?? ''}`);
  let highest = process.memoryUsage();
  const watch = (): void => {
    const now = process.memoryUsage();
    if (now.rss > highest.rss) highest = now;
  };
  const timer = setInterval(watch, 100);
  const request = { target: name, path: out };
  const { written, seconds } = await exportFile(project, request, { onProgress: watch });
  clearInterval(timer);
  project.close();
  const rate = Math.round(written / seconds).toLocaleString('en');
  process.stdout.write(
    `${name.padEnd(9)} ${written.toLocaleString('en')} records in ${seconds.toFixed(1)} s, ${rate}/s, ${(statSync(out).size / 1e6).toFixed(0)} MB on disk, ${(highest.rss / 1e6).toFixed(0)} MB in memory at most (${(highest.heapUsed / 1e6).toFixed(0)} of them in use by the heap)\n`,
  );
}
