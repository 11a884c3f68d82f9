import { extname } from 'node:path';
import type { ExportReport } from '#domain/views';
import { publish } from './publish.ts';
import type { ExportSource } from './source.ts';
import type { ExportOptions, FileTarget } from './target.ts';

/** Milliseconds between two reports of progress. */
const PAUSE = 200;

/**
 * Writes the whole graph to `path`, and the target's further files beside it. All of them appear together at the end;
 * `written` counts records: lines, rows or
 * statements; nothing is skipped or deleted, because a file is always written whole. Throws a Failure, or the signal's reason.
 */
export async function exportToFile(
  source: ExportSource,
  target: FileTarget,
  path: string,
  { signal, onProgress }: ExportOptions = {},
): Promise<ExportReport> {
  const began = performance.now();
  let written = 0;
  let reported = began;
  function* count(records: Iterable<string>): Iterable<string> {
    for (const record of records) {
      yield record;
      written += 1;
      if (onProgress === undefined || written % 1024 !== 0) continue;
      const now = performance.now();
      if (now - reported < PAUSE) continue;
      reported = now;
      onProgress(written);
    }
  }
  await publish(
    target.files.map(({ suffix, head, records, tail }) => ({
      path: addSuffix(path, suffix),
      strings: join(head, count(records(source)), tail),
    })),
    signal,
  );
  onProgress?.(written);
  return { written, skipped: 0, deleted: 0, seconds: (performance.now() - began) / 1000 };
}

function* join(head = '', records: Iterable<string>, tail = ''): Iterable<string> {
  yield head;
  yield* records;
  yield tail;
}

/** `graph.csv` with `.entities` is `graph.entities.csv`. */
function addSuffix(path: string, suffix: string): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}${suffix}${extension}`;
}
