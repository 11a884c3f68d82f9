import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** A wrong use of the command line: exit code 2. */
export class UsageError extends Error {}

export interface Arguments {
  readonly paths: readonly string[];
  text(option: string): string | undefined;
  has(option: string): boolean;
}

/** What a command of the command line is; `hosts/cli.ts` has the list. */
export interface CliCommand {
  /** After the name: `PATH… --project P`. */
  readonly usage: string;
  /** One sentence for `--help`. */
  readonly summary: string;
  readonly options?: ParseArgsOptionsConfig;
  /** Least and most positional arguments. */
  readonly paths: readonly [number, number];
  run(given: Arguments, out: Output): Promise<void>;
}

export interface Output {
  /** A result: JSON on stdout under `--json`, else the text a person reads. */
  result(value: unknown, forPeople: () => string): void;
  /** One row of many: a JSON line under `--json`, else the text. */
  row(value: unknown, forPeople: () => string): Promise<void>;
  /** People's text, on stderr. */
  note(text: string): void;
  /** A line that replaces itself, only on a terminal. */
  progress(text: string): void;
  readonly signal: AbortSignal;
}

const everywhere: ParseArgsOptionsConfig = { json: { type: 'boolean' }, help: { type: 'boolean' } };

/** @throws UsageError for an unknown option or a wrong number of arguments. */
export function toArguments(command: CliCommand, argv: readonly string[]): Arguments {
  try {
    const options: ParseArgsOptionsConfig = { ...command.options, ...everywhere };
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [least, most] = command.paths;
    if (!values['help'] && positionals.length < least) throw new UsageError('something is missing');
    if (positionals.length > most) throw new UsageError(`too much: ${positionals[most]}`);
    return {
      paths: positionals,
      text: (option) => (typeof values[option] === 'string' ? values[option] : undefined),
      has: (option) => values[option] === true,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The option, which the command cannot do without. */
export function required(given: Arguments, option: string): string {
  const value = given.text(option);
  if (value === undefined) throw new UsageError(`--${option} is missing`);
  return value;
}
