import type { ReaderCalls } from '#contract/workers';
import type { Page, PlacedSpan, Reading, RecognisedPage, Span } from '#domain/document';
import type { Asking, Stages } from '../workers/asking.ts';
import { RECOGNISED_SCALE, toInstallHint } from '../workers/recognise.ts';

type SourceInput = ReaderCalls['source.read']['input'];
type ReadOutput = ReaderCalls['source.read']['output'];

export interface ReadSource extends ReadOutput {
  /** As it was read in the end: with what was recognised on its pages. */
  readonly source: SourceInput;
}

/** Pages of one document that are recognised; the rest stay pictures, and the document says so. */
const MOST_PICTURES = 1000;

/**
 * Reads a source, and where pages are pictures, draws them in a reader process, has them recognised, and reads the source once
 * more with what was found. Without a recogniser the reading stays partial and says which command would help.
 */
export async function readWithScans(
  source: SourceInput,
  stages: Pick<Stages, 'read' | 'ask' | 'findRecogniser'>,
  asking: Asking,
): Promise<ReadSource> {
  const first = await stages.read(source, asking);
  const pictures = listPictures(first.reading);
  if (pictures.length === 0) return { ...first, source };
  const recogniser = await stages.findRecogniser();
  if (!recogniser) return { ...first, reading: withHint(first.reading), source };
  const recognised: RecognisedPage[] = [];
  for (const number of pictures.slice(0, MOST_PICTURES)) {
    const drawing = { ...source, page: number, scale: RECOGNISED_SCALE };
    const drawn = await stages.ask('source.drawPage', drawing, asking);
    // A page too large for 300 dots an inch was drawn smaller.
    const page =
      'document' in first.reading &&
      first.reading.document.pages.find((one) => one.number === number);
    if (!drawn || !page) continue;
    const scale = drawn.width / page.width;
    const found = await recogniser.read(drawn.png, { number, scale }, asking.signal);
    if (found) recognised.push(found);
  }
  if (recognised.length === 0) return { ...first, source };
  const again = { ...source, recognised };
  return { ...(await stages.read(again, asking)), source: again };
}

function listPictures(reading: Reading): number[] {
  if (!('document' in reading)) return [];
  return reading.document.pages
    .filter(({ origin }) => origin === 'picture')
    .map(({ number }) => number);
}

function withHint(reading: Reading): Reading {
  if (reading.state !== 'partial' || reading.code !== 'no-text-layer') return reading;
  return { ...reading, detail: `${reading.detail} To have scans read: ${toInstallHint()}` };
}

/**
 * The reading with a box for each line that a span touches, kept with the page it stands on. Pages that were recognised have
 * their words' places already.
 */
export async function withPlaces(
  { reading, source }: ReadSource,
  spans: readonly Span[],
  stages: Pick<Stages, 'ask'>,
  asking: Asking,
): Promise<Reading> {
  if (!('document' in reading) || reading.document.format !== 'pdf' || spans.length === 0)
    return reading;
  // Two names may be found in one place, of two types.
  const wanted = [
    ...new Map(spans.map(({ start, end }) => [`${start}:${end}`, { start, end }])).values(),
  ];
  const found = await stages.ask('source.findPlaces', { ...source, spans: wanted }, asking);
  const byPage = new Map<number, PlacedSpan[]>();
  wanted.forEach(({ start, end }, i) => {
    for (const { page, box } of found?.[i] ?? []) {
      const listed = byPage.get(page) ?? [];
      byPage.set(page, listed);
      listed.push([start, end, box.left, box.top, box.width, box.height]);
    }
  });
  const pages = reading.document.pages.map((page): Page => {
    const places = byPage.get(page.number);
    return places && page.origin !== 'ocr'
      ? { ...page, places: places.sort((a, b) => a[0] - b[0]) }
      : page;
  });
  return { ...reading, document: { ...reading.document, pages } };
}
