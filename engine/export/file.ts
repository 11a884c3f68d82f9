import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Failure } from '#domain/failure';
import type { ExportReport } from '#domain/views';
import { createPace } from './pace.ts';
import { FOLDER_MARK, publish, type Publication } from './publish.ts';
import type { ExportSource } from './source.ts';
import type { ExportOptions, FileTarget, Step, TargetFile, TargetOptions, Text } from './target.ts';
import { writeText } from './write-text.ts';

/**
 * Writes the graph to `path`, and the target's further files beside it. All of them appear together at the end. `written`
 * counts records: lines, rows or statements; `deleted` what went since the last export, where only changes are asked for
 * (listed in `….gone.csv` beside it); nothing is skipped, because a file is always written whole. Throws a Failure, or
 * the signal's reason.
 */
export async function exportToFile(
  source: ExportSource,
  target: FileTarget,
  path: string,
  chosen: TargetOptions,
  { signal, onProgress }: ExportOptions = {},
): Promise<ExportReport> {
  const began = performance.now();
  const pace = createPace(source, signal, onProgress);
  const isCompressed = path.endsWith('.gz');
  const [main] = target.files;
  if (isCompressed && (main === undefined || !('records' in main)))
    throw new Failure('export-refused', `${target.name} is not a text, so it is not compressed`);
  if (target.family === 'training' && !chosen.withText)
    throw new Failure('export-refused', 'training data is made of the texts');
  const publications = target.files.map((file) =>
    toPublication(file, path, pace.source, chosen, pace.step),
  );
  const { gone } = source;
  let deleted = 0;
  if (gone !== undefined)
    publications.unshift({
      path: addSuffix(path, '.gone', '.csv'),
      write: (partial) =>
        writeText(
          partial,
          { head: 'kind,id\r\n', records: listGone(gone(), () => (deleted += 1)) },
          { step: () => pace.step(false) },
        ),
    });
  // The named file last: once it is there, all of them are.
  await publish(publications.toReversed(), signal);
  onProgress?.(pace.written(), 1);
  return {
    written: pace.written(),
    skipped: 0,
    deleted,
    seconds: (performance.now() - began) / 1000,
  };
}

function toPublication(
  file: TargetFile,
  path: string,
  source: ExportSource,
  chosen: TargetOptions,
  step: Step,
): Publication {
  if ('entries' in file)
    return {
      path,
      isFolder: true,
      async write(partial) {
        await writeFile(join(partial, FOLDER_MARK), '');
        for (const { name, records } of file.entries(source, chosen))
          await writeText(join(partial, toSafeName(name)), { records }, { step });
      },
    };
  const place = addSuffix(path, file.suffix, file.extension);
  if ('write' in file)
    return { path: place, write: (partial) => file.write(partial, source, chosen, step) };
  const text = {
    head: toText(file.head, chosen, source),
    records: file.records(source, chosen),
    tail: toText(file.tail, chosen, source),
  };
  return {
    path: place,
    write: (partial) => writeText(partial, text, { step, isCompressed: place.endsWith('.gz') }),
  };
}

function toText(text: Text | undefined, chosen: TargetOptions, source: ExportSource): string {
  return typeof text === 'function' ? text(chosen, source) : (text ?? '');
}

function* listGone(
  records: Iterable<{ readonly kind: string; readonly id: string }>,
  count: () => void,
): Iterable<string> {
  for (const { kind, id } of records) {
    count();
    yield `${kind},${id}\r\n`;
  }
}

function toSafeName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/u.test(name))
    throw new RangeError(`a folder entry called ${name}`);
  return name;
}

/** `graph.csv` with `.entities` is `graph.entities.csv`; of `graph.csv.gz` it is `graph.entities.csv.gz`. */
export function addSuffix(path: string, suffix: string, extension?: string): string {
  const compressed = path.endsWith('.gz') ? '.gz' : '';
  const plain = basename(path, compressed);
  const own = extname(plain);
  const stem = plain.slice(0, plain.length - own.length);
  return join(dirname(path), `${stem}${suffix}${extension ?? `${own}${compressed}`}`);
}
