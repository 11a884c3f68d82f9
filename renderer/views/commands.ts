import type { App } from '../state/app.svelte.ts';
import type { Command } from '../state/command.ts';
import { viewNames, type ViewName } from '../state/route.ts';
import { settings } from '../state/settings.svelte.ts';
import { words } from '../words.ts';
import { listCurationCommands } from './curate/commands.ts';
import { takesLetters } from './typing.ts';

const letters: Readonly<Record<ViewName, string>> = {
  documents: 'd',
  reader: 'r',
  graph: 'g',
  entities: 'e',
  facts: 'f',
  review: 'v',
  history: 'h',
  export: 'o',
  xray: 'x',
  models: 'm',
};

/** What can be done right now, in the order in which the palette shows it. */
export function listCommands(app: App): readonly Command[] {
  const { commands } = words;
  const { navigation, jobs } = app;
  const inProject: Command[] = [
    ...app.offered,
    ...listCurationCommands(app),
    ...viewNames.map((view) => ({
      title: commands.goTo(words.views[view]),
      keys: ['g', letters[view]],
      run: () => navigation.show(view),
    })),
    { title: commands.importFolder, run: () => void app.importFolder() },
    {
      title: app.project?.watch === 'off' ? commands.watch : commands.unwatch,
      run: () =>
        void app.attempt(() => app.call('project.watch', { on: app.project?.watch === 'off' })),
    },
    ...jobs.running.map((job) => ({
      title: commands.stop(job.subject),
      run: () => void app.attempt(() => jobs.cancel(job.id)),
    })),
    ...(navigation.selection?.kind === 'triple' && navigation.view !== 'xray'
      ? [{ title: words.xray.openTitle, keys: ['x'], run: () => navigation.show('xray') }]
      : []),
    ...(navigation.selection?.kind === 'triple'
      ? [
          { title: commands.nextEvidence, keys: [']'], run: () => app.selected.stepEvidence(1) },
          {
            title: commands.previousEvidence,
            keys: ['['],
            run: () => app.selected.stepEvidence(-1),
          },
        ]
      : []),
    {
      title: commands.inspector,
      keys: ['i'],
      run: () => (settings.inspector = !settings.inspector),
    },
    { title: commands.verify, run: () => void app.verifyProject() },
    { title: commands.closeProject, run: () => void app.closeProject() },
  ];
  return [
    ...(app.project ? inProject : []),
    { title: commands.newProject, run: () => void app.createFromFolder() },
    { title: commands.openProject, run: () => void app.openProject() },
    { title: commands.theme(commands.themes[nextTheme()]), run: turnTheme },
    {
      title: commands.density(commands.densities[nextDensity()]),
      run: () => (settings.density = nextDensity()),
    },
    { title: commands.search, keys: ['/'], run: () => (app.palette = 'search') },
    { title: commands.keys, keys: ['?'], run: () => (app.keySheet = true) },
  ];
}

function nextTheme() {
  return ({ system: 'light', light: 'dark', dark: 'system' } as const)[settings.theme];
}

function nextDensity() {
  return settings.density === 'compact' ? 'comfortable' : 'compact';
}

export function turnTheme(): void {
  settings.theme = nextTheme();
}

/** How long the second key of a pair may take, in milliseconds. */
const PAIR = 1200;

/** Keys of the whole window. Typing in a field and open dialogs are left alone, save for Ctrl K. */
export function createKeyListener(app: App): (event: KeyboardEvent) => void {
  let before = { key: '', at: 0 };
  return (event) => {
    const key = toPress(event);
    if ((event.ctrlKey || event.metaKey) && key === 'k') {
      event.preventDefault();
      app.palette = app.palette === 'closed' ? 'commands' : 'closed';
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
    if (key === 'j' || key === 'k') passToRows(key);
    if (key === 'Escape') leave(app);
    const pair = event.timeStamp - before.at < PAIR ? `${before.key} ${key}` : '';
    before = { key, at: event.timeStamp };
    const commands = listCommands(app).filter((command) => command.keys);
    const found =
      commands.find((command) => command.keys?.join(' ') === pair) ??
      commands.find((command) => command.keys?.join(' ') === key);
    if (!found) return;
    event.preventDefault();
    before.key = '';
    found.run();
  };
}

/** A press as commands name it. Of the letters alone Shift makes another key: `?` is `?` wherever it lies. */
function toPress({ key, shiftKey }: KeyboardEvent): string {
  if (key.length !== 1) return key;
  return shiftKey && /\p{L}/u.test(key) ? `Shift ${key.toUpperCase()}` : key.toLowerCase();
}

/** Escape lets go of one thing at a time: the draft, the ticks, the selection. */
function leave({ curation, ticks, navigation }: App): void {
  const ticked = { entities: ticks.entities, facts: ticks.triples }[navigation.view as string];
  if (curation.draft) curation.cancel();
  else if (ticked && ticked.size > 0) ticked.clear();
  else if (navigation.selection) navigation.select(null);
}

function isBusy({ defaultPrevented, target }: KeyboardEvent): boolean {
  return defaultPrevented || (target instanceof Element && takesLetters(target));
}

/** The table or list of the view takes the focus and the key. */
function passToRows(key: string): void {
  const rows = document.querySelector<HTMLElement>('main [data-rows]');
  if (!rows || rows.contains(document.activeElement)) return;
  rows.focus();
  rows.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}
