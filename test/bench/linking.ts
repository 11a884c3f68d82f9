import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { linkProject } from '#engine/import/linking';
import { toNaming } from '#engine/pipeline';
import { createProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { makeDocument, type MadeName } from '../resolve/made-documents.ts';
import { createDice } from '../store/crowd.ts';

// node test/bench/linking.ts [DOCUMENTS]: stores documents of twenty names each, a tenth at a time, and tells for each
// tenth what linking it cost: the cost of a document should not grow with what is there. Beside the processor's time, which
// a busy machine doubles, stands what no load changes: rows read and statements run for each document.
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
let [rows, statements] = [0, 0];
const [all, find, run] = [
  project.all.bind(project),
  project.find.bind(project),
  project.run.bind(project),
];
project.all = <Row>(sql: string, ...values: SQLInputValue[]): Row[] => {
  const found = all<Row>(sql, ...values);
  [rows, statements] = [rows + found.length, statements + 1];
  return found;
};
project.find = <Row>(sql: string, ...values: SQLInputValue[]): Row | undefined => {
  [rows, statements] = [rows + 1, statements + 1];
  return find<Row>(sql, ...values);
};
project.run = (sql, ...values) => {
  statements += 1;
  return run(sql, ...values);
};
for (let tenth = 0; tenth < 10; tenth += 1) {
  for (let n = 0; n < documents / 10; n += 1) {
    const lines = Array.from({ length: 7 }, () => [makeName(), makeName(), makeName()]);
    storeDocument(project, makeDocument(`/${tenth}-${n}`, lines), toNaming);
  }
  [rows, statements] = [0, 0];
  const before = process.cpuUsage();
  const { homes, pairs } = await linkProject(project);
  const { user, system } = process.cpuUsage(before);
  const each = (count: number) => (count / (documents / 10)).toFixed(count > 1e6 ? 0 : 1);
  process.stdout.write(
    `documents ${(tenth * documents) / 10} to ${((tenth + 1) * documents) / 10}: ${each((user + system) / 1000)} ms of processor, ${each(rows)} rows, ${each(statements)} statements, ${each(homes)} homes, ${each(pairs)} pairs each\n`,
  );
}
project.close();
rmSync(folder, { recursive: true });
