"""Words to word pieces and word shapes. The TypeScript twin is engine/extract/pieces.ts: change both or neither."""
import unicodedata

from tokenizers import Tokenizer

SHAPES = ("special", "lower", "title", "caps", "mixed", "digit", "punctuation", "initial")
MAX_PIECES_OF_WORD = 24  # a longer token (a URL, a hash) is read by its beginning
MAX_PIECES = 256  # of one pass, [CLS] and [SEP] included: longer than any sentence seen in training, half the encoder's positions

# Corpora write quotes, dashes and brackets in the manner of the Penn Treebank; people do not.
SPELLINGS = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": '"', "''": '"', "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "`": "'", "\u2018": "'", "\u201a": "'", "\u201b": "'",
    "_": "-", "--": "-", "---": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-",
}


def normalise(word: str) -> str:
    """The spelling the model reads: NFKC (ligatures of PDF files), straight apostrophes, one kind of quote and dash."""
    word = unicodedata.normalize("NFKC", word)
    return SPELLINGS.get(word) or word.replace("\u2019", "'")


def shape(word: str) -> int:
    """Index into SHAPES of a normalised word: what an uncased encoder cannot see."""
    kinds = [unicodedata.category(c) for c in word]
    if "Nd" in kinds:
        return 5
    upper = [k in ("Lu", "Lt") for k in kinds if k[0] == "L"]
    if not upper:
        return 6
    if not any(upper):
        return 1
    if len(upper) == 1:
        return 7
    if all(upper):
        return 3
    return 2 if upper[0] and not any(upper[1:]) else 4


class Pieces:
    """The encoder's WordPiece, word by word, with a memo."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.cls, self.sep, self.unknown = (self.tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]", "[UNK]"))
        self.memo: dict[str, list[int]] = {}

    def of(self, word: str) -> list[int]:
        """Piece ids of one normalised word; never empty, so that pooling always has something to pool."""
        ids = self.memo.get(word)
        if ids is None:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[:MAX_PIECES_OF_WORD] or [self.unknown]
            self.memo[word] = ids
        return ids
