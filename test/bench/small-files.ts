/**
 * Imports many small files without a model, twice: how long reading takes when nothing else does, and how long it takes to see
 * that nothing changed.
 *
 *   node test/bench/small-files.ts [--files 10000]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createImporter } from '../engine/importer.ts';

const { values } = parseArgs({ options: { files: { type: 'string', default: '10000' } } });
const files = Number(values.files);
const importer = createImporter();
const towns = ['Oslo', 'Lisbon', 'Geneva', 'Bristol', 'Halifax'];
for (let i = 0; i < files; i += 1) {
  const lines = Array.from(
    { length: 12 },
    (_, line) => `Report ${i}.${line}: it rained in ${towns[(i + line) % towns.length]}. 🌧`,
  );
  const [ending, text] =
    i % 3 === 0
      ? ['html', `<html><body><p>${lines.join('</p><p>')}</p></body></html>`]
      : i % 3 === 1
        ? ['md', `# Report ${i}\n\n${lines.join('\n\n')}`]
        : ['txt', lines.join('\n\n')];
  writeFileSync(join(importer.folder, `${i}.${ending}`), text);
}
for (const round of ['first import', 'again, nothing changed']) {
  const started = performance.now();
  const job = await importer.import();
  const seconds = (performance.now() - started) / 1000;
  const { rss } = process.memoryUsage();
  console.log(
    JSON.stringify({
      round,
      files,
      seconds: Number(seconds.toFixed(1)),
      filesPerSecond: Math.round(files / seconds),
      documents: job.imported?.documents,
      engineMegabytes: Math.round(rss / 2 ** 20),
    }),
  );
}
await importer.close();
