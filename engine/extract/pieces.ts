import { Tokenizer } from 'tokenizers';

/** A longer token (a URL, a hash) is read by its beginning. Same number in models/training/words.py. */
const MAX_PIECES_OF_WORD = 24;
/** Distinct words remembered; news text has about one new word in ten. */
const MEMO = 60_000;

export interface Pieces {
  readonly start: number;
  readonly end: number;
  /** Piece ids of each normalised word; never empty, so that pooling always has something to pool. */
  of(words: readonly string[]): Promise<readonly (readonly number[])[]>;
}

/**
 * Word pieces, word by word, as the encoder was trained (a sentence encoded at once would split words elsewhere).
 * `json` is the text of a tokenizer.json without added tokens: "[SEP]" in a document is then three plain pieces.
 */
export function createPieces(json: string): Pieces {
  const tokenizer = Tokenizer.fromString(json);
  const idOf = (token: string) => {
    const id = tokenizer.tokenToId(token);
    if (id === null) throw new Error(`the tokenizer has no ${token}`);
    return id;
  };
  const unknown = idOf('[UNK]');
  let memo = new Map<string, readonly number[]>();

  return {
    start: idOf('[CLS]'),
    end: idOf('[SEP]'),
    async of(words) {
      if (memo.size > MEMO) memo = new Map();
      // Kept aside: another sentence may clear the memo while this one waits.
      const known = memo;
      const fresh = [...new Set(words.filter((word) => !known.has(word)))];
      if (fresh.length > 0) {
        const encodings = await tokenizer.encodeBatch(fresh, { addSpecialTokens: false });
        encodings.forEach((encoding, i) => {
          const ids = encoding.getIds().slice(0, MAX_PIECES_OF_WORD);
          known.set(fresh[i] ?? '', ids.length > 0 ? ids : [unknown]);
        });
      }
      return words.map((word) => known.get(word) ?? [unknown]);
    },
  };
}
