import type { DocumentId, EntityId, TripleId } from '#domain/ids';
import { fromHash, home, toHash, type Route, type Selection, type ViewName } from './route.ts';

/** `replace` overwrites the current step of the browser's history, for moves that are one step to a person. */
interface Move {
  readonly replace?: boolean;
}

/** The one selection and the view it is seen in; carried in the address, walked by Back and Forward. */
export class Navigation {
  route = $state.raw<Route>(fromHash(location.hash));

  constructor() {
    window.addEventListener('popstate', () => (this.route = fromHash(location.hash)));
  }

  get view(): ViewName {
    return this.route.view;
  }

  get selection(): Selection | null {
    return this.route.selection;
  }

  go(change: Partial<Route>, move: Move = {}): void {
    const next = { ...this.route, ...change };
    const hash = toHash(next);
    this.route = next;
    if (hash === location.hash) return;
    if (move.replace) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
  }

  show(view: ViewName): void {
    this.go({ view });
  }

  select(selection: Selection | null, move: Move = {}): void {
    this.go({ selection }, move);
  }

  selectEntity(id: EntityId, move: Move = {}): void {
    this.select({ kind: 'entity', id }, move);
  }

  selectTriple(id: TripleId, evidence = 0, move: Move = {}): void {
    this.select({ kind: 'triple', id, evidence }, move);
  }

  /** Opens the reader at a document; with a selection, at the place it names. */
  read(open: DocumentId, selection: Selection | null = this.selection, move: Move = {}): void {
    this.go({ view: 'reader', open, selection }, move);
  }

  /** For a project that was just opened: its ids are not the last one's. */
  reset(): void {
    this.go(home, { replace: true });
  }
}
