import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EngineError, fromSerialised, toSerialised } from '#contract/errors';
import { logFault } from '#engine/log';
import { toArguments, UsageError, type CliCommand } from './cli/command.ts';
import { createOutput } from './cli/output.ts';

/** name → the file that answers it. Loaded on demand: `documents` need not wait for ONNX Runtime. */
const commands: Record<string, () => Promise<CliCommand>> = {
  import: async () => (await import('./cli/import.ts')).importCommand,
  documents: async () => (await import('./cli/listings.ts')).documentsCommand,
  entities: async () => (await import('./cli/listings.ts')).entitiesCommand,
  triples: async () => (await import('./cli/listings.ts')).triplesCommand,
  read: async () => (await import('./cli/single.ts')).readCommand,
  segment: async () => (await import('./cli/single.ts')).segmentCommand,
  extract: async () => (await import('./cli/single.ts')).extractCommand,
  evaluate: async () => (await import('./cli/evaluate.ts')).evaluateCommand,
  export: async () => (await import('./cli/export.ts')).exportCommand,
  curate: async () => (await import('./cli/curate.ts')).curateCommand,
  models: async () => (await import('./cli/models.ts')).modelsCommand,
  devices: async () => (await import('./cli/devices.ts')).devicesCommand,
  worker: async () => (await import('./cli/worker.ts')).workerCommand,
  serve: async () => (await import('./cli/serve.ts')).serveCommand,
  verify: async () => (await import('./cli/listings.ts')).verifyCommand,
};

const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs one command line and gives its exit code; never throws. */
export async function run(argv: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = argv;
  const abort = new AbortController();
  // `espalier triples P | head`: the reader has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? DONE : FAILED),
  );
  if (name === '--help' || name === 'help') {
    process.stdout.write(await overview());
    return DONE;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    process.stderr.write(
      `There is no command ${name}. The commands: ${Object.keys(commands).join(', ')}.\n`,
    );
    return WRONG_USAGE;
  }
  const command = await load();
  // Not before: while files are loaded no signal is heard, and without us it ends the program at once.
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  const out = createOutput(rest.includes('--json'), abort.signal);
  try {
    const given = toArguments(command, rest);
    if (given.has('help'))
      process.stdout.write(`espalier ${name} ${command.usage}\n\n${command.summary}\n`);
    else await command.run(given, out);
    return DONE;
  } catch (error) {
    if (error instanceof UsageError) {
      out.note(`${error.message}\nespalier ${name} ${command.usage}`);
      return WRONG_USAGE;
    }
    const known = fromSerialised(toSerialised(error));
    out.note(known.message);
    if (known.code === 'internal' && !(error instanceof EngineError)) logFault(error);
    return FAILED;
  } finally {
    await out.end();
  }
}

async function overview(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { usage, summary } = await load();
      return `  ${`${name} ${usage}`.padEnd(58)}  ${summary}`;
    }),
  );
  return `espalier COMMAND … [--json]\n\n${lines.join('\n')}\n\nExit codes: 0 done, 1 the work failed, 2 wrong usage.\n`;
}

// Run as a program, not when a test imports `run`.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await run(process.argv.slice(2));
