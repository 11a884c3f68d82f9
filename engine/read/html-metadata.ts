import type { DefaultTreeAdapterTypes } from 'parse5';
import type { MetadataKey } from '#domain/document';
import { cleanRunning } from './characters.ts';
import type { Draft } from './reader.ts';

/** `<meta>` names, most trusted first. */
const names: Readonly<Partial<Record<MetadataKey, readonly string[]>>> = {
  title: ['og:title', 'dc.title', 'citation_title', 'twitter:title'],
  author: [
    'author',
    'dc.creator',
    'citation_author',
    'article:author',
    'parsely-author',
    'sailthru.author',
  ],
  created: [
    'article:published_time',
    'dc.date',
    'date',
    'citation_publication_date',
    'datepublished',
    'parsely-pub-date',
  ],
  modified: ['article:modified_time', 'og:updated_time', 'last-modified', 'dcterms.modified'],
  generator: ['generator'],
};

/** Title, author, date and generator as the page's head states them. */
export function findMetadata(
  tree: DefaultTreeAdapterTypes.Document,
): Pick<Draft, 'metadata' | 'metadataFrom'> {
  const found = new Map<string, string>();
  let title = '';
  const visit = (parent: DefaultTreeAdapterTypes.ParentNode, depth: number): void => {
    for (const node of parent.childNodes) {
      if (!('tagName' in node) || depth > 4) continue;
      if (node.tagName === 'title') title ||= toText(node);
      else if (node.tagName === 'meta') {
        const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
        const name = (
          attributes.get('name') ??
          attributes.get('property') ??
          attributes.get('itemprop')
        )?.toLowerCase();
        const content = cleanRunning(attributes.get('content') ?? '');
        // An author given as an address names a page, not a person.
        if (name && content && !found.has(name) && !/^https?:/.test(content))
          found.set(name, content);
      } else if (/^(?:html|head|body)$/.test(node.tagName)) visit(node, depth + 1);
    }
  };
  visit(tree, 0);
  const first = (key: MetadataKey) =>
    names[key]
      ?.map((name) => ({ value: found.get(name), from: `meta ${name}` }))
      .find(({ value }) => value !== undefined);
  const inTitle = { value: cleanRunning(title), from: 'title element' };
  const metadata: Partial<Record<MetadataKey, string>> = {};
  const metadataFrom: Partial<Record<MetadataKey, string>> = {};
  for (const key of ['title', 'author', 'created', 'modified', 'generator'] as const) {
    const stated = key === 'title' && inTitle.value ? inTitle : first(key);
    if (!stated?.value) continue;
    metadata[key] = stated.value;
    metadataFrom[key] = stated.from;
  }
  return Object.keys(metadata).length === 0 ? { metadata } : { metadata, metadataFrom };
}

function toText(element: DefaultTreeAdapterTypes.Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}
