/**
 * A session of 200 decisions on 300 real documents, replayed after the documents changed and were read with another model.
 *
 *   node test/bench/session.ts [--decisions 200] [--seed 1] [--shake 0.3] [--same-types] [--keep FOLDER]
 *
 * The texts are those of the shared data (ESPALIER_SHARED, else ../shared). Everything is asked through the contract. Printed:
 * how the two extractions differ, what the replay applied and what it listed, by reason; that no decision was lost; and
 * every change of the graph that no decision asked for, found by reading the texts and not by asking the engine where it
 * put things. The same files and model taken over in place must come to the same content as the log replayed elsewhere.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Misfit } from '#domain/curation';
import { findPlaces } from '#engine/places';
import { digest } from '#store/digest';
import { openProject } from '#store/open';
import { createDice } from '../store/crowd.ts';
import { root } from '../line/command.ts';
import { decideAll, type Made, type Meant } from './session/decide.ts';
import { startEngine, type Session } from './session/engine.ts';
import { listUnexplained } from './session/explained.ts';
import { holds } from './session/fulfilled.ts';
import { makeOtherModel } from './session/other-model.ts';
import { findQuote, readView, type Quote, type View } from './session/quotes.ts';
import { changeTexts, makeTexts, type TextFile } from './session/texts.ts';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    shake: { type: 'string', default: '0.3' },
    'same-types': { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});
const seed = Number(values.seed);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'espalier-session-'));
const data = join(folder, 'data');
const say = (line: string) => process.stdout.write(`${line}\n`);

function write(under: string, files: readonly TextFile[]): string {
  rmSync(under, { recursive: true, force: true });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(under, path)), { recursive: true });
    writeFileSync(join(under, path), text);
  }
  return under;
}

async function makeProject(session: Session, name: string, documents: string, model: string) {
  const { client } = session;
  await client.call('project.create', { path: join(folder, `${name}.espalier`) });
  await client.call('model.choose', { model, heads: ['news'] });
  const { job } = await client.call('document.import', { paths: [documents] });
  const { sentences, mentions, entities, triples } = await session.finish(job);
  say(
    `${name}: ${sentences} sentences, ${mentions} names, ${entities} entities, ${triples.total} facts`,
  );
}

/** Names of the one that the other marks, too, at the same words, and of these how many with the same type. */
function compare(a: View, b: View): void {
  const places = new Map(
    b.mentions.map((each) => [`${each.number}:${each.start}:${each.end}`, each]),
  );
  const shared = a.mentions.flatMap((each) => {
    const other = places.get(`${each.number}:${each.start}:${each.end}`);
    return other ? [[each, other] as const] : [];
  });
  const same = shared.filter(([one, other]) => one.type.slice(0, 2) === other.type.slice(0, 2));
  say(
    `the models, over the same texts: ${a.mentions.length} and ${b.mentions.length} names, ${shared.length} of them at the same words, ${same.length} with a like type`,
  );
}

function countReasons(misfits: readonly Misfit[]): string {
  const counts = Map.groupBy(misfits, ({ reason }) => reason);
  return [...counts].map(([reason, { length }]) => `${reason} ${length}`).join(', ');
}

function tell(decision: string, { kind, given, groups, facts, places }: Meant): string {
  const said = facts.map(
    ({ predicate, said: [pair] }) => `${pair?.[0].text} ${predicate} ${pair?.[1].text}`,
  );
  const names = groups.map((group) => `${group[0]?.text} in ${group[0]?.number}`);
  return [decision, kind, given, ...names, ...said, ...places.map(({ text }) => text)].join(' | ');
}

/** Whether everything an operation speaks of can be found by a reader. */
function areThere(view: View, { groups, facts, places }: Meant): boolean {
  const isThere = (quotes: readonly Quote[]) =>
    quotes.some((quote) => findQuote(view, quote) !== undefined);
  return (
    groups.every(isThere) &&
    places.every((place) => isThere([place])) &&
    facts.every(({ said }) =>
      said.some(([subject, object]) => isThere([subject]) && isThere([object])),
    )
  );
}

/** Every operation that was applied and whose words can be found shows what it meant, as it does in the first project. */
function checkFulfilled(
  first: View,
  second: View,
  made: readonly Made[],
  idle: ReadonlySet<string>,
) {
  const counts = { yes: 0, no: 0, unknown: 0, superseded: 0, listed: 0 };
  for (const { decision, meant, isUndone } of made) {
    if (isUndone) continue;
    for (const [at, each] of meant.entries()) {
      if (idle.has(`${decision}/${at}`)) {
        counts.listed += 1;
        if (areThere(second, each))
          say(`  listed, though its words are there: ${tell(decision, each)}`);
      } else if (holds(first, each) !== 'yes') counts.superseded += 1;
      else {
        const outcome = holds(second, each);
        counts[outcome] += 1;
        if (outcome === 'no') say(`  not as meant: ${tell(decision, each)}`);
      }
    }
  }
  say(
    `operations: ${counts.yes} as meant, ${counts.no} not as meant, ${counts.unknown} whose words are gone, ${counts.superseded} superseded by later ones, ${counts.listed} listed`,
  );
}

const session = startEngine(data);
const { client } = session;
try {
  const shared = resolve(root, process.env['ESPALIER_SHARED'] ?? '../shared');
  const files = makeTexts(shared);
  const changed = changeTexts(files, createDice(seed));
  const documents = write(join(folder, 'documents'), files);

  say(
    `seed ${seed}; ${files.length} files; a month later: ${Object.entries(changed.counts)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ')}`,
  );
  const types = values['same-types'] ? {} : { Peop: 'Person', Org: 'Organisation', Loc: 'Place' };
  const other = join(folder, 'shaken');
  makeOtherModel(join(findPlaces().models, 'minilm'), other, {
    seed,
    shake: Number(values.shake),
    types,
  });
  await client.call('model.install', { path: other });

  await makeProject(session, 'first', documents, '');
  const start = await readView(client);
  const made = await decideAll(client, createDice(seed + 1), Number(values.decisions));
  const kinds = Map.groupBy(
    made.flatMap(({ asked }) => asked),
    ({ kind }) => kind,
  );
  say(
    `${made.length} decisions, ${made.filter(({ isUndone }) => isUndone).length} of them undone: ${[...kinds].map(([kind, { length }]) => `${kind} ${length}`).join(', ')}`,
  );
  const log = join(folder, 'log.jsonl');
  const { decisions } = await client.call('decision.export', { path: log });
  const first = await readView(client);

  await makeProject(session, 'alike', documents, 'shaken');
  compare(start, await readView(client));
  // In the same place, so that even the paths agree with what is read anew below.
  write(documents, changed.files);
  await makeProject(session, 'second', documents, 'shaken');
  const without = await readView(client);
  const began = performance.now();
  const report = await client.call('decision.replay', { path: log });
  say(
    `replayed ${decisions} decisions in ${((performance.now() - began) / 1000).toFixed(1)} s: ${report.applied} applied whole, ${new Set(report.misfits.map(({ decision }) => decision)).size} listed with ${report.misfits.length} operations (${countReasons(report.misfits)}), ${report.conflicts.length} conflicts, ${report.unreadable.length} unreadable`,
  );
  const second = await readView(client);
  await client.call('decision.export', { path: `${log}.again` });
  const ids = (path: string) =>
    new Set(
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { decision: string }).decision),
    );
  const kept = ids(`${log}.again`);
  say(`lost: ${[...ids(log)].filter((id) => !kept.has(id)).length}`);
  const idle = new Set(report.misfits.map(({ decision, operation }) => `${decision}/${operation}`));
  checkFulfilled(first, second, made, idle);
  const standing = made.filter(({ isUndone }) => !isUndone).flatMap(({ meant }) => meant);
  const strange = [...listUnexplained(without, second, standing)];
  for (const line of strange) say(`  ${line}`);
  say(`changes that no decision asked for: ${strange.length}`);
  for (const { says, reason } of report.misfits) say(`  listed: ${says}: ${reason}`);
  const { ok, problems } = await client.call('project.verify', {});
  say(`verify: ${ok ? 'ok' : problems.join('; ')}`);
  await client.call('project.close', {});

  // The same in place: the first project reads the changed folder with the other model.
  await client.call('project.open', { path: join(folder, 'first.espalier') });
  await client.call('model.choose', { model: 'shaken', heads: ['news'] });
  await session.finish((await client.call('document.import', { paths: [documents] })).job);
  const here = await client.call('project.verify', {});
  await client.call('project.close', {});
  const digests = ['first', 'second'].map((name) => {
    const project = openProject(join(folder, `${name}.espalier`));
    const content = digest(project);
    project.close();
    return content;
  });
  say(
    `read anew in place: verify ${here.ok ? 'ok' : here.problems.join('; ')}, content ${digests[0] === digests[1] ? 'the same as the replayed log’s' : 'DIFFERS from the replayed log’s'}`,
  );
} finally {
  await session.close();
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
