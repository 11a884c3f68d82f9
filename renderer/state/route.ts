import type { DocumentId, EntityId, TripleId } from '#domain/ids';

/** Where the window is and what is selected: plain values that a hash can carry. */
export const viewNames = [
  'documents',
  'reader',
  'xray',
  'graph',
  'entities',
  'facts',
  'review',
  'history',
  'export',
  'models',
] as const;

export type ViewName = (typeof viewNames)[number];

export type Selection =
  | { readonly kind: 'entity'; readonly id: EntityId }
  /** `evidence` is a position in the triple's list of evidence. */
  | { readonly kind: 'triple'; readonly id: TripleId; readonly evidence: number }
  | {
      readonly kind: 'sentence';
      readonly document: DocumentId;
      readonly start: number;
      readonly end: number;
    }
  /** By path: a source has no id before its bytes were read. */
  | { readonly kind: 'document'; readonly path: string };

export interface Route {
  readonly view: ViewName;
  /** The document the reader shows. */
  readonly open: DocumentId | null;
  readonly selection: Selection | null;
}

export const home: Route = { view: 'documents', open: null, selection: null };

export function toHash(route: Route): string {
  const path = route.open ? `${route.view}/${route.open}` : route.view;
  const query = route.selection ? `?${toQuery(route.selection)}` : '';
  return `#/${path}${query}`;
}

function toQuery(selection: Selection): string {
  switch (selection.kind) {
    case 'entity':
      return `entity=${selection.id}`;
    case 'triple':
      return `fact=${selection.id}&evidence=${selection.evidence + 1}`;
    case 'sentence':
      return `sentence=${selection.document}.${selection.start}.${selection.end}`;
    default:
      return `document=${encodeURIComponent(selection.path)}`;
  }
}

/** Whatever does not parse is left out: a hash may be typed by hand. */
export function fromHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, open] = path.split('/');
  const view = viewNames.find((known) => known === name) ?? home.view;
  return {
    view,
    open: open && isId(open, 'd') ? (open as DocumentId) : null,
    selection: fromQuery(new URLSearchParams(query)),
  };
}

function fromQuery(query: URLSearchParams): Selection | null {
  const entity = query.get('entity');
  if (entity && isId(entity, 'e')) return { kind: 'entity', id: entity as EntityId };
  const fact = query.get('fact');
  if (fact && isId(fact, 't')) {
    const evidence = Number(query.get('evidence') ?? 1) - 1;
    return {
      kind: 'triple',
      id: fact as TripleId,
      evidence: Number.isSafeInteger(evidence) && evidence > 0 ? evidence : 0,
    };
  }
  const [id = '', start, end] = (query.get('sentence') ?? '').split('.');
  if (isId(id, 'd') && Number(end) > Number(start) && Number(start) >= 0)
    return { kind: 'sentence', document: id as DocumentId, start: Number(start), end: Number(end) };
  const source = query.get('document');
  return source ? { kind: 'document', path: source } : null;
}

function isId(text: string, letter: string): boolean {
  return new RegExp(`^${letter}[0-9a-f]{8,64}$`).test(text);
}
