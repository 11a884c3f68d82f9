import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkProject } from '#engine/import/linking';
import { toNaming } from '#engine/pipeline';
import { createProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { makeDocument, type MadeName } from '../resolve/made-documents.ts';
import { createDice } from '../store/crowd.ts';

// node test/bench/linking.ts [DOCUMENTS]: stores documents of twenty names each, a tenth at a time, and tells for each
// tenth what linking it cost: the cost of a document should not grow with what is there.
const documents = Number(process.argv[2] ?? 2000);
const dice = createDice(3);
const GIVEN = 'Ottilie Bertram Cosima Dorian Elsbeth Florian Gisela Hartmut Ilse Jorge'.split(' ');
const word = (most: number) => {
  const number = Math.floor(most * dice() ** 2) + most;
  return `Quar${number.toString(26).replace(/\d/gu, (digit) => 'aeioubdgln'[Number(digit)] ?? '')}`;
};

function makeName(): MadeName {
  const kind = dice();
  const given = GIVEN[Math.floor(dice() * 10)] ?? '';
  if (kind < 0.5)
    return [
      'Peop',
      dice() < 0.2 ? `${given.slice(0, 1)}. ${word(9000)}` : `${given} ${word(9000)}`,
    ];
  if (kind < 0.6) return ['Peop', word(9000)];
  if (kind < 0.8)
    return ['Org', `${word(2000)} ${['Company', 'Railway', 'Board'][Math.floor(dice() * 3)]}`];
  return ['Loc', dice() < 0.2 ? 'United States' : dice() < 0.2 ? 'U.S.' : word(1000)];
}

const folder = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
const project = createProject(join(folder, 'p.espalier'));
for (let tenth = 0; tenth < 10; tenth += 1) {
  for (let n = 0; n < documents / 10; n += 1) {
    const lines = Array.from({ length: 7 }, () => [makeName(), makeName(), makeName()]);
    storeDocument(project, makeDocument(`/${tenth}-${n}`, lines), toNaming);
  }
  const before = process.cpuUsage();
  const { homes, pairs } = await linkProject(project);
  const { user, system } = process.cpuUsage(before);
  const each = ((user + system) / 1000 / (documents / 10)).toFixed(1);
  process.stdout.write(
    `documents ${(tenth * documents) / 10} to ${((tenth + 1) * documents) / 10}: ${each} ms of processor each, ${homes} homes, ${pairs} pairs\n`,
  );
}
project.close();
rmSync(folder, { recursive: true });
