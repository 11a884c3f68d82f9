import { Console } from 'node:console';
import process from 'node:process';
import { serve, type Answer } from '#contract/server';
import { SHELL_CHANNEL, type ShellCalls } from '#contract/shell';
import { createTransport } from '#contract/transports';
import { createEngine } from '#engine/engine';
import { createChannels } from '#engine/workers/stdio';
import { openFirst, reopen } from './first.ts';
import { createChosenPaths, type ChosenPaths } from './grants.ts';

/**
 * The engine under Electron's main: frames on stdin and stdout, one channel a window, channel 0 for main itself. It
 * ends with its parent, however that ends: the end of stdin is the end of the work.
 */
const engine = createEngine();
const channels = createChannels(process.stdin, process.stdout);
// Whatever a library prints must not fall into the frames.
globalThis.console = new Console(process.stderr);

/** Kept by channel, since main may grant before a page has said its first word. */
const chosen = new Map<number, ChosenPaths>();
function chosenBy(channel: number): ChosenPaths {
  const paths = chosen.get(channel) ?? createChosenPaths();
  chosen.set(channel, paths);
  return paths;
}

type AnswerOf<Name extends keyof ShellCalls> = (input: ShellCalls[Name]['input']) => unknown;
const grant: AnswerOf<'path.grant'> = ({ channel, path, use }) => (
  chosenBy(channel).add(path, use),
  null
);
const open: AnswerOf<'path.open'> = async ({ path }) => (await openFirst(engine, path), null);
const give: AnswerOf<'password.give'> = ({ uri, user, password }) => (
  engine.credentials.keep(uri, user, password),
  null
);
const answers = new Map<keyof ShellCalls, Answer>([
  ['path.grant', { handle: grant }],
  ['path.open', { handle: open }],
  ['password.give', { handle: give }],
]);
serve(createTransport(channels.open(SHELL_CHANNEL)), answers);

channels.onNewChannel((channel) => {
  const carrier = channels.open(channel);
  carrier.onClose(() => chosen.delete(channel));
  engine.connect(createTransport(carrier), chosenBy(channel));
});
channels.onEnd(() => void engine.close().finally(() => process.exit(0)));

// A project that cannot be opened any more is no reason not to start: the page then shows the welcome view.
if (process.argv.includes('--reopen')) await reopen(engine).catch(() => undefined);
