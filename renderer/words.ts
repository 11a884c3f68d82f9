import { english } from './words/english.ts';

/** A language is one object of this shape: a missing word does not compile. */
export type Words = typeof english;

const languages: Readonly<Record<string, Words>> = { en: english };
const wanted = globalThis.navigator?.languages.map((tag) => tag.slice(0, 2)) ?? [];

/** Every word the page shows. The language is the first of the person's own that there is. */
export const words: Words = languages[wanted.find((tag) => tag in languages) ?? 'en'] ?? english;
