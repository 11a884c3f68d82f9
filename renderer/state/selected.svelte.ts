import type { DocumentId } from '#domain/ids';
import type { DocumentRow, EntityDetail, TripleDetail } from '#domain/views';
import type { Connection } from './connection.svelte.ts';
import type { Navigation } from './navigation.svelte.ts';
import { Query } from './query.svelte.ts';

/** What `Selected` needs of the window. */
interface Around {
  readonly navigation: Navigation;
  readonly call: Connection['call'];
  changes(): boolean;
}

/** What is selected, in full: asked for once, read by the inspector, the reader and the graph. */
export class Selected {
  readonly entity: Query<EntityDetail>;
  readonly triple: Query<TripleDetail>;
  readonly source: Query<DocumentRow | null>;
  #app: Around;

  constructor(app: Around) {
    this.#app = app;
    // Derived by id, so that a step through the evidence of one triple does not ask for it again.
    const chosen = $derived(app.changes() ? app.navigation.selection : null);
    const entity = $derived(chosen?.kind === 'entity' ? chosen.id : null);
    const triple = $derived(chosen?.kind === 'triple' ? chosen.id : null);
    const path = $derived(chosen?.kind === 'document' ? chosen.path : null);
    this.entity = new Query((signal) =>
      entity && app.changes() ? app.call('entity.get', { entity }, signal) : null,
    );
    this.triple = new Query((signal) =>
      triple && app.changes() ? app.call('triple.get', { triple }, signal) : null,
    );
    this.source = new Query((signal) =>
      path && app.changes()
        ? app
            .call('document.list', { query: toName(path), limit: 1000 }, signal)
            .then(({ rows }) => rows.find((row) => row.path === path) ?? null)
        : null,
    );
  }

  /** The document that the selection lies in; undefined while none is selected, or it is not known yet. */
  get document(): DocumentId | undefined {
    const { selection } = this.#app.navigation;
    if (selection?.kind === 'triple')
      return this.triple.data?.evidence[selection.evidence]?.document;
    return selection?.kind === 'document' ? (this.source.data?.id ?? undefined) : undefined;
  }

  /** Steps through the places that state the selected fact; in the reader, the document follows. */
  stepEvidence(by: 1 | -1): void {
    const { selection, view } = this.#app.navigation;
    const count = this.triple.data?.evidence.length ?? 0;
    if (selection?.kind !== 'triple' || count === 0) return;
    const evidence = (selection.evidence + by + count) % count;
    const place = this.triple.data?.evidence[evidence];
    const next = { ...selection, evidence };
    if (view === 'reader' && place)
      this.#app.navigation.read(place.document, next, { replace: true });
    else this.#app.navigation.select(next, { replace: true });
  }
}

/** The last part of a path, of either kind of system. */
export function toName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
