"""Decoding of TablERT, TablERT-CNN and DYTNet: BILOU tags, and labels of the cells above the diagonal."""
import numpy as np

from labels import pairs, spans


def softmax(x, temperature=1.0):
    """Over the last axis, in float64."""
    x = np.asarray(x, dtype=np.float64)
    e = np.exp((x - x.max(-1, keepdims=True)) / temperature)
    return e / e.sum(-1, keepdims=True)


def one_cell(found, cells):
    """Ma et al. 2022, section 3.2: the cell of the two last words decides a pair."""
    best = cells.argmax(-1)
    return pairs(found, lambda i, j: int(best[i, j]))


def block(first, second, cells):
    return cells[first[0] : first[1], second[0] : second[1]].reshape(-1, cells.shape[-1])


def directed(label, a, b):
    kind, backward = divmod(int(label) - 1, 2)
    return (b, a, kind) if backward else (a, b, kind)


def union(found, cells):
    """The published program's rule: every label that some cell of the pair's block has, so a pair may hold several."""
    out = set()
    for a, b in pair_positions(found):
        out |= {directed(k, a, b) for k in block(found[a], found[b], cells).argmax(-1) if k}
    return sorted(out)


def block_sum(found, cells):
    """Probabilities summed over the pair's block, then the best label (the idea of Wang and Lu 2020, equation 17)."""
    p, out = softmax(cells), []
    for a, b in pair_positions(found):
        best = block(found[a], found[b], p).sum(0).argmax()
        if best:
            out.append(directed(best, a, b))
    return out


def pair_positions(found):
    return [(a, b) for a in range(len(found)) for b in range(a + 1, len(found)) if found[a][1] <= found[b][0]]


RULES = {"last": one_cell, "union": union, "sum": block_sum}


def decode(tags, cells, rule="last", given=None):
    """Spans (start, end, type index) and relations (head, tail, type index) of one sentence."""
    found = spans(tags.argmax(-1).tolist()) if given is None else sorted(given)
    return found, RULES[rule](found, cells)
