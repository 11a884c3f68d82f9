import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { toInputs } from '#extract/batch';
import { createPieces } from '#extract/pieces';
import { normalise } from '#extract/spelling';

/** One sentence as graphs take it: piece ids, starts and counts of words, shapes of pieces, shapes of words. */
export type Row = readonly [
  ids: readonly number[],
  starts: readonly number[],
  counts: readonly number[],
  pieceShapes: readonly number[],
  wordShapes: readonly number[],
];

export interface Ask {
  readonly rows: readonly Row[];
  readonly batch: number;
}

export interface Answer {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of processor, user and system. */
  readonly cpu: number;
  /** Labels that are not "nothing": two runs of one variant must agree. */
  readonly found: number;
  /** Highest resident megabytes. */
  readonly memory: number;
}

/** Pieces of one pass, marks aside. */
const LIMIT = 254;

/** Words to rows, cut at the encoder's limit: a bench of graphs, not of windows. */
export async function toRows(
  sentences: readonly (readonly string[])[],
  tokenizer: string,
): Promise<Row[]> {
  const pieces = createPieces(readFileSync(tokenizer, 'utf8'));
  const rows: Row[] = [];
  for (const sentence of sentences) {
    const all = sentence.map(normalise);
    const ids = await pieces.of(all);
    let room = LIMIT;
    const fits = ids.findIndex((own) => (room -= own.length) < 0);
    const words = fits < 0 ? all : all.slice(0, fits);
    const inputs = toInputs(words, ids.slice(0, words.length), pieces);
    const data = (name: string) => [...(inputs[name]?.data ?? [])];
    rows.push([
      data('input_ids'),
      data('word_start'),
      data('word_count'),
      data('piece_shapes'),
      data('word_shapes'),
    ]);
  }
  return rows;
}

export interface Child {
  readonly pid: number;
  ask(what: Ask): Promise<Answer>;
  close(): void;
}

/** A process that says `ready`, then answers a line with a line. */
export async function startChild(command: string, args: readonly string[]): Promise<Child> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done) throw new Error(`${command} ${args.join(' ')} ended`);
    return line.value;
  };
  if ((await next()) !== 'ready') throw new Error(`${command} is not ready`);
  return {
    pid: child.pid ?? 0,
    async ask(what) {
      child.stdin.write(`${JSON.stringify(what)}\n`);
      return JSON.parse(await next()) as Answer;
    },
    close: () => void child.kill(),
  };
}
