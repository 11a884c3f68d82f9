import type { DefaultTreeAdapterTypes } from 'parse5';
import type { MetadataKey } from '#domain/document';
import { cleanRunning } from './characters.ts';
import type { Metadata } from './reader.ts';

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
  generator: ['generator'],
};

/** Title, author, date and generator as the page's head states them. */
export function findMetadata(tree: DefaultTreeAdapterTypes.Document): Metadata {
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
    names[key]?.map((name) => found.get(name)).find((value) => value !== undefined);
  const entries = (['title', 'author', 'created', 'generator'] as const).map((key) => [
    key,
    key === 'title' ? cleanRunning(title) || first(key) : first(key),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value)) as Metadata;
}

function toText(element: DefaultTreeAdapterTypes.Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}
