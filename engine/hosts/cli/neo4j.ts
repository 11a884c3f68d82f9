import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { writeQueryPage } from '#export/neo4j/queries';
import type { Neo4jDrift, Neo4jPlan, Neo4jReport } from '#domain/views';
import {
  planNeo4j,
  readBackNeo4j,
  runExport,
  type Neo4jRequest,
} from '#engine/outgoing/export-job';
import { createMeter } from '#engine/progress';
import type { Project } from '#store/project';
import { required, UsageError, type Arguments, type Output } from './command.ts';

export const neo4jOptions = {
  uri: { type: 'string' },
  user: { type: 'string' },
  database: { type: 'string' },
  'password-file': { type: 'string' },
  'dry-run': { type: 'boolean' },
  preset: { type: 'string' },
  overwrite: { type: 'boolean' },
  'accept-unencrypted': { type: 'boolean' },
  'read-back': { type: 'boolean' },
} as const;

export const neo4jUsage =
  '--to neo4j --uri U [--out QUERIES.md] [--user N] [--database D] [--password-file F] [--preset names|everything] [--dry-run | --read-back] [--overwrite] [--accept-unencrypted]';

/** Asks for the password where it is not given. @throws UsageError */
export async function toNeo4jRequest(given: Arguments, out: Output): Promise<Neo4jRequest> {
  const preset = given.text('preset') ?? 'everything';
  if (preset !== 'names' && preset !== 'everything')
    throw new UsageError('--preset is names or everything');
  const database = given.text('database');
  const uri = required(given, 'uri');
  const isOpenAccepted = given.has('accept-unencrypted');
  if (isOpenAccepted)
    out.note(
      'The connection is not encrypted: the password and the sentences can be read on the way.',
    );
  return {
    connection: {
      uri,
      user: given.text('user') ?? 'neo4j',
      password: await getPassword(given.text('password-file')),
      isOpenAccepted,
      ...(database === undefined ? {} : { database }),
    },
    preset,
    isOverwriting: given.has('overwrite'),
  };
}

export async function exportToDatabase(
  project: Project,
  request: Neo4jRequest,
  given: Arguments,
  out: Output,
): Promise<void> {
  if (given.has('dry-run')) {
    const plan = await planNeo4j(project, request, out.signal);
    return out.result(plan, () => toPlanText(plan));
  }
  if (given.has('read-back')) {
    const proposals = await readBackNeo4j(project, request, out.signal);
    return out.result(
      proposals,
      () =>
        proposals.map(({ title, reason }) => `${title}. ${reason}`).join('\n') ||
        'Nothing was done by hand.',
    );
  }
  const meter = createMeter();
  const tick = setInterval(() => out.progress(`${meter.now().done} of ${meter.now().total}`), 200);
  try {
    const report = await runExport(project, { target: 'neo4j', ...request }, out.signal, meter);
    const page = given.text('out');
    if (page !== undefined) await writeQueryPage(resolve(page), request.preset ?? 'everything');
    out.result(report, () => toReportText(report as Neo4jReport));
  } finally {
    clearInterval(tick);
  }
}

function toPlanText({ add, change, delete: gone, samples, drifted, drift }: Neo4jPlan): string {
  return [
    `Would add ${add}, change ${change}, delete ${gone}.`,
    ...samples,
    ...toDriftText(drifted, drift),
  ].join('\n');
}

function toReportText({ written, skipped, deleted, seconds, drifted, drift }: Neo4jReport): string {
  const counts = `${written} written, ${skipped} as they were, ${deleted} deleted, ${seconds.toFixed(1)} s.`;
  return [counts, ...toDriftText(drifted, drift)].join('\n');
}

function toDriftText(drifted: number, drift: readonly Neo4jDrift[]): readonly string[] {
  if (drifted === 0) return [];
  return [
    `${drifted} kept as somebody else left them there (--overwrite sets them back):`,
    ...drift.map(({ kind, title, detail }) => `  ${kind}: ${title}${detail && ` (${detail})`}`),
  ];
}

/** Never from an argument, which every user of the machine could read. */
async function getPassword(file: string | undefined): Promise<string> {
  if (file !== undefined) {
    if (!existsSync(file)) throw new UsageError(`there is no password file ${file}`);
    return readFileSync(file, 'utf8').replace(/\r?\n$/u, '');
  }
  const fromEnvironment = process.env['ESPALIER_NEO4J_PASSWORD'];
  if (fromEnvironment !== undefined) return fromEnvironment;
  if (!process.stdin.isTTY)
    throw new UsageError('no password: use --password-file or ESPALIER_NEO4J_PASSWORD');
  process.stderr.write('Password: ');
  const silent = new Writable({ write: (_piece, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}
