import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A file of the project. The number at the head of its name stays whatever becomes of it: by it the check knows it again. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

type Dice = () => number;

const unzip = (path: string): string => gunzipSync(readFileSync(path)).toString('utf8');
const SENTENCE_END = /(?<=[.!?]["”]?)\s+(?=\p{Lu})/u;

/** 300 real texts: Wikipedia paragraphs, encyclopaedia articles, reports of five sources, addresses to Congress. */
export function makeTexts(shared: string): readonly TextFile[] {
  const data = join(shared, 'data');
  const texts = [
    ...listParagraphs(data).slice(0, 100),
    ...listArticles(data).slice(0, 80),
    ...listReports(data).slice(0, 60),
  ];
  const addresses = listAddresses(data).slice(0, 300 - texts.length);
  return [...texts, ...addresses].map(({ path, text }, n) => {
    const [folder = '', name = ''] = path.split('/');
    return { path: `${folder}/${String(n).padStart(3, '0')}-${toFileName(name)}.txt`, text };
  });
}

/** The number of a file made here, wherever it lies now. */
export function toNumber(path: string): number {
  return Number(/(\d{3})-[^/\\]*$/u.exec(path)?.[1] ?? -1);
}

function listParagraphs(data: string): readonly TextFile[] {
  const all = JSON.parse(unzip(join(data, 'corpora/redocred/redocred_dev.json.gz'))) as {
    readonly title: string;
    readonly sents: readonly (readonly string[])[];
  }[];
  return all.map(({ title, sents }) => ({
    path: `paragraphs/${title}`,
    text: `${title}\n\n${sents.map(join_).join(' ')}\n`,
  }));
}

/** Tokens as they stood, as far as one can tell. */
function join_(tokens: readonly string[]): string {
  return tokens
    .join(' ')
    .replaceAll(/ ([.,;:!?%)\]]|'s\b|n't\b)/gu, '$1')
    .replaceAll(/([([]) /gu, '$1')
    .replaceAll(/ - | – /gu, '-');
}

function listArticles(data: string): readonly TextFile[] {
  return unzip(join(data, 'resolution/entity_linking/wiki-fair-v2.jsonl.gz'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly title: string; readonly text: string })
    .map(({ title, text }) => ({ path: `articles/${title}`, text: text.slice(0, 6000) }));
}

function listReports(data: string): readonly TextFile[] {
  const root = join(data, 'corpora/re3d');
  return readdirSync(root)
    .toSorted()
    .flatMap((source) =>
      readFileSync(join(root, source, 'documents.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as { readonly title?: string; readonly text: string })
        .map(({ title = source, text }) => ({ path: `reports/${title}`, text })),
    );
}

function listAddresses(data: string): readonly TextFile[] {
  const file = readdirSync(join(data, 'text/speeches'))[0] ?? '';
  const whole = unzip(join(data, 'text/speeches', file));
  const pieces: TextFile[] = [];
  for (let at = 0; at < whole.length && pieces.length < 300;) {
    const cut = whole.indexOf('\n', at + 3500);
    const end = cut < 0 ? whole.length : cut;
    // One piece in eight, so that speakers and years vary.
    pieces.push({ path: `addresses/piece ${pieces.length}`, text: whole.slice(at, end) });
    at = end + 3500 * 7;
  }
  return pieces;
}

function toFileName(name: string): string {
  return name
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/gu, '');
}

export interface Changed {
  readonly files: readonly TextFile[];
  readonly counts: Readonly<Record<string, number>>;
}

/** The same texts a month later: edited, turned about, cut, renamed, gone. */
export function changeTexts(files: readonly TextFile[], dice: Dice): Changed {
  const counts: Record<string, number> = {};
  const changed = files.flatMap((file): TextFile[] => {
    const what = dice();
    const note = (kind: string) => (counts[kind] = (counts[kind] ?? 0) + 1);
    const moved = `moved/${file.path.replace(/(\d{3})-/u, '$1-renamed-')}`;
    if (what < 0.3) return (note('as they were'), [file]);
    if (what < 0.55) return (note('sentences edited'), [{ ...file, text: edit(file.text, dice) }]);
    if (what < 0.7) return (note('sentences moved'), [{ ...file, text: turn(file.text, dice) }]);
    if (what < 0.8) return (note('sentences deleted'), [{ ...file, text: cut(file.text, dice) }]);
    if (what < 0.88) return (note('renamed'), [{ ...file, path: moved }]);
    if (what < 0.95)
      return (note('renamed and edited'), [{ path: moved, text: edit(file.text, dice) }]);
    note('gone');
    return [];
  });
  return { files: changed, counts };
}

function edit(text: string, dice: Dice): string {
  const sentences = text.split(SENTENCE_END).map((sentence) => {
    if (dice() > 0.3) return sentence;
    const words = sentence.split(' ');
    const small = words.flatMap((word, at) => (/^\p{Ll}{2,}$/u.test(word) ? [at] : []));
    for (let n = 0; n < 2; n += 1) {
      const at = small[Math.floor(dice() * small.length)];
      if (at !== undefined) words[at] = dice() < 0.5 ? `newly ${words[at]}` : 'otherwise';
    }
    return words.join(' ');
  });
  return `This line was not there before 🌱.\n\n${sentences.join(' ')}`;
}

function turn(text: string, dice: Dice): string {
  const sentences = text.split(SENTENCE_END);
  for (let n = 0; n < Math.max(1, sentences.length / 5); n += 1) {
    const [sentence = ''] = sentences.splice(Math.floor(dice() * sentences.length), 1);
    sentences.splice(Math.floor(dice() * sentences.length), 0, sentence);
  }
  return sentences.join(' ');
}

function cut(text: string, dice: Dice): string {
  return text
    .split(SENTENCE_END)
    .filter(() => dice() > 0.2)
    .join(' ');
}
