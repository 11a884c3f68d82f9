"""BILOU tags as the best well-formed row of them (Viterbi): the reference of engine/extract/tag-path.ts.

The best tag of each word by itself need not make names: of "severe lactic acidosis" the last word may end a name of which no word
begins one. On dev this rule is worth 0.9 NER and 0.8 RE+ to the head `biomedical`, whose names are long, and costs `general` 0.6
RE+; so `calibrate.py` chooses.
"""
import numpy as np

from labels import B, I, L, U


def best_path(logits, allowed):
    """Of all rows of tags that are well formed the one with the highest sum of logits [N,Le]; at a tie the lower tag, from the
    last word back. `allowed` [Le]; O always is. A name ends only at a word whose own best tag ends one: the graph has read the
    cells of those words and of no others."""
    logits = np.asarray(logits, dtype=np.float64)
    part = np.array([-1] + [(k - 1) % 4 for k in range(1, logits.shape[1])])
    closed = np.flatnonzero((part == -1) | (part == L) | (part == U))
    own = np.where(allowed, logits, -np.inf).argmax(-1)
    sums, back = np.where(part == -1, 0.0, -np.inf), []
    for row, best in zip(logits, own):
        over = closed[sums[closed].argmax()]
        came = np.full(len(part), over)
        for k in np.flatnonzero((part == I) | (part == L)):
            begin = k - part[k] + B
            came[k] = begin + I if sums[begin + I] > sums[begin] else begin
        open_ = allowed & (((part != L) & (part != U)) | (best > 0 and part[best] in (L, U)))
        sums = np.where(open_, sums[came] + row, -np.inf)
        back.append(came)
    path, last = [], closed[sums[closed].argmax()]
    for came in reversed(back):
        path.append(int(last))
        last = came[last]
    return path[::-1]
