import type { InputOf } from '#contract/commands';
import type { ExportTarget } from '#domain/views';
import { words } from '../words.ts';
import type { App } from './app.svelte.ts';
import { Query } from './query.svelte.ts';

type Written = InputOf<'export.write'>;

/** How much of the graph is written. */
export type ExportPart = 'all' | 'selected' | 'shown';

/** What a person chose of files to write, as long as the window is open; the same for every target. */
export class ExportChoices {
  part = $state<ExportPart>('all');
  isSince = $state(false);
  withText = $state(true);
  profile = $state<'1.1' | '1.2'>('1.2');
  base = $state('');
  mapping = $state('');
  /** Path of a mapping file; it comes before the text. */
  mappingFile = $state('');
  readonly targets: Query<readonly ExportTarget[]>;
  #app: App;

  constructor(app: App) {
    this.#app = app;
    this.targets = new Query((signal) =>
      app.changes() && app.jobs.all ? app.call('export.list', {}, signal) : null,
    );
  }

  /** What the window has selected, as a part of the graph; null where nothing is that could be one. */
  get selected(): Written['selection'] | null {
    const { selection } = this.#app.navigation;
    if (selection?.kind === 'entity') return { entities: [selection.id] };
    if (selection?.kind === 'triple') return { triples: [selection.id] };
    const { document } = this.#app.selected;
    return selection?.kind === 'document' && document ? { filter: { document } } : null;
  }

  /** What the list of facts is narrowed by; null where it shows everything. */
  get shown(): Written['selection'] | null {
    const filter = this.#app.factFilter;
    return Object.keys(filter).length > 0 ? { filter } : null;
  }

  /** What is no longer there to choose is not chosen. */
  get chosenPart(): ExportPart {
    if (this.part === 'selected') return this.selected ? 'selected' : 'all';
    return this.part === 'shown' && this.shown ? 'shown' : 'all';
  }

  async chooseMapping(): Promise<void> {
    const { host } = this.#app.connection;
    const path = await host.pickFile(words.export.choose.mapping.pick, ['json']);
    if (path) this.mappingFile = path;
  }

  toInput(target: ExportTarget, path: string): Written {
    const part = this.chosenPart;
    const selection = part === 'selected' ? this.selected : part === 'shown' ? this.shown : null;
    const isRdf = target.family === 'rdf';
    return {
      target: target.target,
      path,
      ...(this.withText ? {} : { withText: false }),
      ...(this.isSince ? { since: 'last' } : {}),
      ...(selection ? { selection } : {}),
      ...(isRdf && this.profile !== '1.2' ? { profile: this.profile } : {}),
      ...(isRdf && this.base.trim() !== '' ? { base: this.base.trim() } : {}),
      ...(isRdf && this.mappingFile !== '' ? { mappingFile: this.mappingFile } : {}),
      ...(isRdf && this.mapping.trim() !== '' ? { mapping: this.mapping } : {}),
    };
  }
}
