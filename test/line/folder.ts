import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const people = [
  'Anna Berg',
  'Tomás Ruiz',
  'Ingrid Moen',
  'Peter Holt',
  'Aiko Mori',
  'Samuel Okafor',
];
const firms = ['Nordlight Company', 'Harbour Telegraph Works', 'Meridian Press', 'Alta Railway'];
const towns = ['Oslo', 'Lisbon', 'Geneva', 'Bristol', 'Halifax'];

function pick<Item>(list: readonly Item[], at: number): Item {
  return list[at % list.length] as Item;
}

/** Sentences that the news head finds facts in; every document is another, names come again across documents. */
function toText(at: number): string {
  const lines = Array.from({ length: 5 }, (_, line) => {
    const [person, firm, town] = [
      pick(people, at + line),
      pick(firms, at * 3 + line),
      pick(towns, at * 2 + line),
    ];
    return `${person} works for the ${firm} in ${town}. 📡 ${person} was born in ${pick(towns, at + 2 * line + 1)}, Norway.`;
  });
  return `Report ${at}\n\n${lines.join('\n\n')}\n`;
}

/** A folder of `count` texts, and one empty and one unknown file among them, so that every kind of end is met. */
export function writeFolder(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < count; at += 1)
    writeFileSync(join(folder, `report-${String(at).padStart(2, '0')}.txt`), toText(at));
  writeFileSync(join(folder, 'report-05-nothing.txt'), '');
  writeFileSync(
    join(folder, 'report-06-unknown.bin'),
    Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256),
  );
  return folder;
}
