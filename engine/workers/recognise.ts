import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { EngineError } from '#contract/errors';
import type { RecognisedPage } from '#domain/document';
import { toWords } from './recognised-words.ts';

/** Reads the words off pictures of pages, by an installed Tesseract (Apache-2.0). It runs as a child, never in this process. */
export interface Recogniser {
  /**
   * `png` shows the page at `scale` pixels a point. Undefined where it could not be done: it failed, or took longer than a
   * minute. @throws EngineError `cancelled`
   */
  read(
    png: Uint8Array,
    page: { readonly number: number; readonly scale: number },
    signal: AbortSignal,
  ): Promise<RecognisedPage | undefined>;
}

/** Pixels a point at which pages are drawn for it: 300 dots an inch. */
export const RECOGNISED_SCALE = 300 / 72;

/** Milliseconds one page may take. */
const BUDGET = 60_000;
/** A page of words is some 100 kB. */
const MOST_OUTPUT = 16 * 2 ** 20;
/** Languages tried at once: each costs time on every page. */
const MOST_LANGUAGES = 4;

let found: Promise<Recogniser | undefined> | undefined;

/** The installed one, looked for once; undefined where there is none on the PATH. */
export function findRecogniser(): Promise<Recogniser | undefined> {
  found ??= find();
  return found;
}

/** The one command that would make scans readable here. */
export function toInstallHint(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return 'brew install tesseract';
  if (platform === 'win32') return 'winget install UB-Mannheim.TesseractOCR';
  return 'sudo apt-get install tesseract-ocr';
}

async function find(): Promise<Recogniser | undefined> {
  const program = await findProgram('tesseract');
  if (program === undefined) return undefined;
  const languages = await listLanguages(program);
  if (languages.length === 0) return undefined;
  return {
    async read(png, { number, scale }, signal) {
      const settings = [
        '-',
        '-',
        '-l',
        languages.join('+'),
        '--dpi',
        String(Math.round(72 * scale)),
        'tsv',
      ];
      const table = await run(program, settings, png, signal);
      return table === undefined ? undefined : { number, words: toWords(table, scale) };
    },
  };
}

async function findProgram(name: string): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean))
    for (const ending of endings) {
      const path = join(folder, name + ending);
      const isThere = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return path;
    }
  return undefined;
}

/** Its data files by their names; `osd` tells scripts, not words. English first, since most pages have some. */
async function listLanguages(program: string): Promise<string[]> {
  const list = await run(program, ['--list-langs'], new Uint8Array(), AbortSignal.timeout(10_000));
  const names = (list ?? '')
    .split(/\r?\n/)
    .filter((line) => /^\w{3,10}$/.test(line) && line !== 'osd');
  return names.sort((a, b) => Number(b === 'eng') - Number(a === 'eng')).slice(0, MOST_LANGUAGES);
}

/** What the program writes, or undefined if it failed, wrote too much or was too slow. */
function run(
  program: string,
  settings: readonly string[],
  input: Uint8Array,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    // No secrets of the shell; one thread, since pages are many and cores few.
    const env = {
      OMP_THREAD_LIMIT: '1',
      ...(process.env['TESSDATA_PREFIX'] && { TESSDATA_PREFIX: process.env['TESSDATA_PREFIX'] }),
      ...(process.platform === 'win32' && { SystemRoot: process.env['SystemRoot'] ?? '' }),
    };
    const child = spawn(program, settings, {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const pieces: Buffer[] = [];
    let length = 0;
    const end = () => void child.kill('SIGKILL');
    const clock = setTimeout(end, BUDGET);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    child.stdout.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > MOST_OUTPUT) end();
      else pieces.push(piece);
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const settle = (isWhole: boolean) => {
      clearTimeout(clock);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(new EngineError('cancelled', 'The work'));
      else resolve(isWhole ? Buffer.concat(pieces).toString('utf8') : undefined);
    };
    child.once('error', () => settle(false));
    child.once('close', (code) => settle(code === 0));
  });
}
