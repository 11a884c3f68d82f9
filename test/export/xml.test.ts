import { describe, expect, test } from 'vitest';
import { gexf } from '#export/gexf';
import { graphml } from '#export/graphml';
import { write } from './chosen.ts';
import { writtenGraph } from './graph.ts';
import { fc } from '../random.ts';

/** XML 1.0, production 2. */
// oxlint-disable no-control-regex -- control characters are what this is about
const ILLEGAL = /[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;
const LEGAL = /[^<>&\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;
// oxlint-enable no-control-regex

/** What is left of a text without well-formed tags, references and legal characters: nothing, if all is well. */
function listIllFormed(text: string): string {
  return text
    .replace(/^<\?xml [^<>]*\?>/u, '')
    .replace(/<\/?[a-z]+(?: [a-z.]+="(?:[^"<&]|&#\d+;)*")*\/?>/gu, '')
    .replace(/&#\d+;/gu, '')
    .replace(LEGAL, '');
}

/** As XML 1.0 can hold it. */
function toHeld(text: string): string {
  return text.toWellFormed().replace(ILLEGAL, '\ufffd');
}

function toText(escaped: string): string {
  return escaped.replace(/&#(\d+);/gu, (_, code: string) => String.fromCharCode(Number(code)));
}

describe.each([
  [graphml, /<data key="name">([^<]*)</gu],
  [gexf, /<node [^<>]*label="([^"]*)"/gu],
] as const)('$name', (target, pattern) => {
  test('hostile text leaves the document well formed and the names as they were', () => {
    fc.assert(
      fc.property(writtenGraph, (graph) => {
        const text = write(target, graph);
        expect(listIllFormed(text)).toBe('');
        const names = [...text.matchAll(pattern)].map(([, name = '']) => toText(name));
        // GraphML leaves out what is empty.
        expect(names).toEqual(
          graph.entities.map(({ name }) => toHeld(name)).filter((name) => name !== ''),
        );
        expect(text.match(/<edge /gu) ?? []).toHaveLength(graph.triples.length);
      }),
      { numRuns: 200 },
    );
  });
});
