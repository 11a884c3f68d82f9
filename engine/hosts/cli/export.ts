import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { planNeo4j, runExport, type ExportRequest } from '#engine/export-job';
import { createMeter } from '#engine/progress';
import { required, UsageError, type Arguments, type CliCommand } from './command.ts';
import { choiceOptions, choiceUsage, toChoice } from './export-choice.ts';
import { withProject } from './project.ts';

export const exportCommand: CliCommand = {
  usage: `P --to T --out PATH ${choiceUsage} | --to neo4j --uri U [--user N] [--database D] [--password-file F] [--dry-run]`,
  summary: 'Writes the graph with its evidence to a file, or into Neo4j.',
  options: {
    to: { type: 'string' },
    out: { type: 'string' },
    uri: { type: 'string' },
    user: { type: 'string' },
    database: { type: 'string' },
    'password-file': { type: 'string' },
    'dry-run': { type: 'boolean' },
    ...choiceOptions,
  },
  paths: [1, 1],
  async run(given, out) {
    const target = required(given, 'to');
    const request: ExportRequest =
      target === 'neo4j'
        ? { target, connection: await toConnection(given) }
        : { target, path: resolve(required(given, 'out')), choice: toChoice(given) };
    if (given.has('dry-run') && !('connection' in request))
      throw new UsageError('--dry-run is for neo4j');
    await withProject(given.paths[0] ?? '', async (project) => {
      if (given.has('dry-run') && 'connection' in request) {
        const plan = await planNeo4j(project, request, out.signal);
        out.result(
          plan,
          () =>
            `Would add ${plan.add}, change ${plan.change}, delete ${plan.delete}.\n${plan.samples.join('\n')}`,
        );
        return;
      }
      const meter = createMeter();
      const tick = setInterval(() => out.progress(`${meter.now().done} written`), 200);
      try {
        const report = await runExport(project, request, out.signal, meter);
        out.result(
          report,
          () =>
            `${report.written} written, ${report.skipped} as they were, ${report.deleted} deleted, ${report.seconds.toFixed(1)} s.`,
        );
      } finally {
        clearInterval(tick);
      }
    });
  },
};

async function toConnection(given: Arguments) {
  const database = given.text('database');
  return {
    uri: required(given, 'uri'),
    user: given.text('user') ?? 'neo4j',
    password: await getPassword(given.text('password-file')),
    ...(database === undefined ? {} : { database }),
  };
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
