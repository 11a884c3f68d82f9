import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import { createEngine } from '#engine/engine';
import { serveEngine } from '../serve.ts';
import type { CliCommand } from './command.ts';

export const serveCommand: CliCommand = {
  usage: '[P] [--import FOLDER]',
  summary: 'Shows the app in a browser of this machine; prints the address with its one-time code.',
  options: { import: { type: 'string' } },
  paths: [0, 1],
  async run(given, out) {
    const [path] = given.paths;
    const folder = given.text('import');
    const engine = createEngine();
    try {
      if (path !== undefined) await engine.open(resolve(path));
      if (folder !== undefined) {
        const root = resolve(folder);
        if (!existsSync(root)) throw new EngineError('path-missing', folder);
        if (path === undefined) await engine.open(engine.placeFor(root), { create: true });
        engine.get().jobs.startImport({ paths: [root] });
      }
      out.note(
        'Espalier answers only this machine. Press Enter for another address, Ctrl C to stop.',
      );
      await serveEngine({
        engine,
        print: (address) => out.result({ address }, () => address),
        input: process.stdin,
        signal: out.signal,
      });
    } finally {
      await engine.close();
    }
  },
};
