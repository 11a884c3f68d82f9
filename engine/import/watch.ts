import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { EngineError } from '#contract/errors';
import type { WatchState } from '#domain/imports';
import { isWatched, listRoots, setWatched } from '#store/folder-settings';
import { isProjectFile } from '#store/lock';
import type { Project } from '#store/project';
import type { Jobs } from '../jobs.ts';

export interface Watching {
  state(): WatchState;
  /** Switches it for this project, for good; `more` are folders that were not imported yet. What changed meanwhile is imported first. */
  set(on: boolean, more?: readonly string[]): Promise<void>;
  /** Takes up what the project says, when it is opened. */
  resume(): void;
  close(): Promise<void>;
}

/** Milliseconds a file must keep its size to count as written. */
const SETTLED = 1500;
/** Milliseconds without another event before what changed is imported: a copied folder is one import. */
const QUIET = 1200;
/** The same after a file went: it may come again under another name, which is told only when that has settled. */
const GONE_QUIET = 2 * SETTLED + QUIET;
/** Milliseconds between two looks whether a folder is back, or whether another job has ended. */
const AGAIN = 1000;
/** Where the system has no events left to give, folders are looked at this often. */
const POLLING = 5000;

/** Follows the folders of an open project. Owns the file watcher; `announce` is called when the state changed. */
export function watchFolders(
  project: Project,
  jobs: Pick<Jobs, 'startImport' | 'isIdle'>,
  announce: () => void,
): Watching {
  const pending = new Set<string>();
  let watcher: FSWatcher | undefined;
  let roots: readonly string[] = [];
  let state: WatchState = 'off';
  let timer: NodeJS.Timeout | undefined;
  /** Everything is walked once: at the start, and after a folder was away. */
  let isBehind = false;

  function show(next: WatchState): void {
    if (state === next) return;
    state = next;
    announce();
  }

  function later(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), milliseconds);
  }

  async function flush(): Promise<void> {
    if (state === 'off') return;
    follow(listRoots(project));
    const there = await Promise.all(roots.map(isThere));
    if (there.includes(false)) {
      // Unplugged or renamed: that its files are gone means nothing.
      pending.clear();
      isBehind = true;
      show('missing');
      return later(AGAIN);
    }
    show('on');
    if (!isBehind && pending.size === 0) return;
    if (!jobs.isIdle()) return later(AGAIN);
    try {
      if (isBehind) jobs.startImport({ paths: roots });
      else jobs.startImport({ paths: [...pending].sort(), under: roots });
      isBehind = false;
      pending.clear();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    later(AGAIN);
  }

  function follow(wanted: readonly string[]): void {
    const more = wanted.filter((root) => !roots.includes(root));
    roots = [...roots, ...more];
    if (more.length > 0) watcher?.add([...more]);
  }

  function start(more: readonly string[], backend: 'auto' | 'polling'): void {
    roots = [...new Set([...listRoots(project), ...more])];
    const started = watch([...roots], {
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      ignored: (path) => isProjectFile(basename(path)),
      awaitWriteFinish: { stabilityThreshold: SETTLED, pollInterval: 150 },
      backend,
      pollingInterval: POLLING,
    });
    const onEvent = (quiet: number) => (path: string) => {
      pending.add(path);
      later(quiet);
    };
    started.on('add', onEvent(QUIET)).on('change', onEvent(QUIET));
    started.on('unlink', onEvent(GONE_QUIET));
    started.on('ready', () => {
      if (watcher !== started) return;
      isBehind = true;
      later(0);
    });
    started.on('error', (error) => {
      const { code } = error as NodeJS.ErrnoException;
      if (watcher !== started || backend === 'polling' || (code !== 'ENOSPC' && code !== 'EMFILE'))
        return;
      // More folders than the system can tell about.
      void started.close();
      start(more, 'polling');
    });
    watcher = started;
  }

  async function stop(): Promise<void> {
    clearTimeout(timer);
    pending.clear();
    const stopped = watcher;
    watcher = undefined;
    await stopped?.close();
  }

  return {
    state: () => state,
    async set(on, more = []) {
      setWatched(project, on);
      await stop();
      if (on) start(more, 'auto');
      show(on ? 'on' : 'off');
    },
    resume() {
      if (!isWatched(project)) return;
      start([], 'auto');
      show('on');
    },
    close: stop,
  };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
