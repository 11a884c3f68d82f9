import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { exportToFile } from '#export/file';
import { exportToNeo4j, planNeo4j } from '#export/neo4j';
import { neo4jCsv } from '#export/neo4j/bulk';
import { findJars } from '../../neo4j/jars.ts';
import { launch } from '../../neo4j/server.ts';
import { createGraph, small, toSource } from '../graph.ts';
import { toOptions } from '../chosen.ts';
import { toMirrorSource } from './mirror.ts';

const jars =
  process.env['NEO4J_TEST_URI'] === undefined ? await findJars() : { missing: 'a server of ours' };

const hostile = createGraph([
  {
    path: 'letters/ada "quoted", with commas.txt',
    title: 'Two\nlines; and \\ a backslash 🧵',
    says: [
      {
        subject: 'Ada "the Countess", Lovelace',
        subjectType: 'Peop',
        predicate: 'Work_For',
        object: "O'Brien; & Söhne\r\nGmbH",
        objectType: 'Org',
        page: 2,
        score: 0.123456789012345,
      },
      { ...say('=HYPERLINK("x")', '+1'), page: 1 },
    ],
  },
  { path: 'b.txt', says: [say(' spaces ', 'tab\there')] },
]);

function say(subject: string, object: string) {
  return { subject, subjectType: 'Peop', predicate: 'Live_In', object, objectType: 'Loc' };
}

/** With the real neo4j-admin, as the page beside the files says. */
const cases = [
  ['hostile texts', true, hostile],
  ['names alone', false, small],
  ['everything', true, small],
] as const;

// Two starts of Java each: the first holds all that is hard, the others are for `ESPALIER_LONG=1`.
test.skipIf('missing' in jars).each(process.env['ESPALIER_LONG'] ? cases : cases.slice(0, 1))(
  'neo4j-admin loads the files, and a write over the network finds nothing to do: %s',
  async (_, withText, graph) => {
    if ('missing' in jars) throw new Error(jars.missing);
    const home = mkdtempSync(join(tmpdir(), 'espalier-bulk-'));
    const out = join(home, 'graph.csv');
    await exportToFile(toSource(graph), neo4jCsv, out, toOptions({ withText }));
    const file = (name: string): string => join(home, `graph${name}.csv`);
    const nodes = withText
      ? ['', '.project', '.documents', '.sentences', '.mentions', '.facts']
      : ['', '.project'];
    const relationships = withText ? ['.relations', '.links'] : ['.relations'];
    await promisify(execFile)(
      'java',
      [
        ...['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', jars.classPath.join(delimiter)],
        ...['org.neo4j.cli.AdminTool', 'database', 'import', 'full', 'neo4j'],
        ...['--overwrite-destination', '--id-type=string', '--multiline-fields=true'],
        ...['--array-delimiter=U+001F', '--skip-bad-relationships'],
        ...nodes.map((name) => `--nodes=${file(name)}`),
        ...relationships.map((name) => `--relationships=${file(name)}`),
      ],
      // It leaves its report where it is started.
      { cwd: home, env: { ...process.env, NEO4J_HOME: home, NEO4J_CONF: home } },
    );
    const server = await launch(jars.classPath, home);
    try {
      const source = toMirrorSource(graph);
      const preset = withText ? 'everything' : 'names';
      const nothing = { add: 0, change: 0, delete: 0, drifted: 0 };
      expect(await planNeo4j(source, server, { preset })).toMatchObject(nothing);
      const report = await exportToNeo4j(source, server, { preset });
      expect(report).toMatchObject({ written: 0, deleted: 0, drifted: 0 });
    } finally {
      await server.stop();
    }
  },
  240_000,
);
