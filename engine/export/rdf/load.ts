import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { StreamParser, type Quad as ParsedQuad } from 'n3';
import { parse } from 'oxigraph';
import { Failure } from '#domain/failure';
import { collect, type Records } from './records.ts';

/** End of a name → syntax; with `.gz` behind it, compressed. */
const SYNTAXES: Readonly<Record<string, string>> = {
  trig: 'application/trig',
  ttl: 'text/turtle',
  turtle: 'text/turtle',
  nq: 'application/n-quads',
  nquads: 'application/n-quads',
  nt: 'application/n-triples',
  ntriples: 'application/n-triples',
  jsonld: 'application/ld+json',
  rdf: 'application/rdf+xml',
  rdfxml: 'application/rdf+xml',
};

const OWN = 'urn:espalier:vocabulary:';
/** Bytes in which a file of ours has named our vocabulary at least once. */
const LOOKED_AT = 1 << 16;

/** Whether this is RDF that Espalier wrote: by its name, and by a word of ours near its beginning. Never throws. */
export async function isGraphFile(path: string): Promise<boolean> {
  if (toSyntax(path) === undefined) return false;
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(LOOKED_AT) });
      const bytes = buffer.subarray(0, bytesRead);
      const text = path.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: 2 }) : bytes;
      return text.toString('latin1').includes(OWN);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/**
 * What the file says in our vocabulary, whatever its order, prefixes and base. Turtle, TriG, N-Triples and N-Quads are
 * read as a stream by n3; JSON-LD and RDF/XML whole by Oxigraph, which bounds them to half a gigabyte of text.
 * @throws Failure `path-unreadable`, `export-refused` (it is no RDF); the signal's reason
 */
export async function loadRecords(path: string, signal: AbortSignal): Promise<Records> {
  const syntax = toSyntax(path) ?? '';
  const collected = collect();
  try {
    if (syntax === 'application/ld+json' || syntax === 'application/rdf+xml') {
      const bytes = await readFile(path, { signal });
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      for (const quad of parse(text, { format: syntax })) collected.add(quad);
    } else
      for await (const quad of openQuads(path, syntax, signal)) collected.add(quad as ParsedQuad);
  } catch (error) {
    signal.throwIfAborted();
    const isSystem =
      error instanceof Error && 'code' in error && String(error.code).startsWith('E');
    throw isSystem
      ? new Failure('path-unreadable', path, error)
      : new Failure('export-refused', `${path} is not the RDF that its name promises`, error);
  }
  return collected.records;
}

function openQuads(path: string, format: string, signal: AbortSignal): Readable {
  const bytes = createReadStream(path, { signal });
  const parser = new StreamParser({ format });
  const end = new Transform({ objectMode: true, transform: (quad, _, done) => done(null, quad) });
  const stages: (Transform | StreamParser)[] = [
    ...(path.endsWith('.gz') ? [createGunzip()] : []),
    parser,
    end,
  ];
  let before: Readable = bytes;
  for (const stage of stages) {
    before.on('error', (error) => stage.destroy(error));
    before = before.pipe(stage);
  }
  return end;
}

function toSyntax(path: string): string | undefined {
  const ending = /\.([a-z]+)(?:\.gz)?$/iu.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(SYNTAXES, ending) ? SYNTAXES[ending] : undefined;
}
