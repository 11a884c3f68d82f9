import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFolder } from '../line/folder.ts';

/** The folder of the line's tests, and one long document that is cut into batches of its own. */
export function writeQueueFolder(folder: string, count: number, sentences: number): string {
  writeFolder(folder, count);
  const names = ['Anna Berg', 'Tomás Ruiz', 'Ingrid Moen', 'Peter Holt'];
  const towns = ['Oslo', 'Lisbon', 'Geneva', 'Bristol', 'Halifax'];
  const long = Array.from({ length: sentences }, (_, i) => {
    const [name, town] = [names[i % names.length], towns[(i * 3) % towns.length]];
    return `In the year ${1900 + i} ${name} worked for the Meridian Press 📚 in ${town}, Norway.`;
  });
  writeFileSync(join(folder, 'long.txt'), `A chronicle\n\n${long.join('\n\n')}\n`);
  return folder;
}
