"""Decoding of Table-Sequence: BIO tags, and equation 17 of Wang and Lu 2020 over the whole table."""
import numpy as np

from labels import bio_spans


def mass(p, a, b, relations, directed=True, region="whole", last=False):
    """Of an ordered pair (head a, tail b): the mass of each type and the mass there is, over cells of the two blocks.

    Equation 17 read literally misfires where both orders are "none"; as in the published program the mass of the wrong
    direction counts as none, so that the shares of a pair sum to one.
    """
    rows = slice(a[1] - 1, a[1]) if last else slice(a[0], a[1])
    columns = slice(b[1] - 1, b[1]) if last else slice(b[0], b[1])
    total, cells = np.zeros(relations), 0
    if region == "whole" or (region == "upper") == (a[0] < b[0]):
        block = p[rows, columns].reshape(-1, p.shape[-1]).sum(0)
        total += block[1::2] if directed else block[1:]
        cells += (rows.stop - rows.start) * (columns.stop - columns.start)
    if directed and (region == "whole" or (region == "upper") == (b[0] < a[0])):
        total += p[columns, rows].reshape(-1, p.shape[-1]).sum(0)[2::2]
        cells += (rows.stop - rows.start) * (columns.stop - columns.start)
    return total, cells


def decode(tags, p, relations, given=None, **how):
    """tags [N,2t+1], p [N,N,Lr] probabilities -> spans and relations (head, tail, type index); ties are "none"."""
    found = bio_spans(tags.argmax(-1).tolist()) if given is None else sorted(given)
    if not relations:
        return found, []
    out = []
    for h, a in enumerate(found):
        for t, b in enumerate(found):
            if h == t or not (a[1] <= b[0] or b[1] <= a[0]):
                continue
            total, cells = mass(p, a, b, relations, **how)
            best = int(total.argmax()) if cells else 0
            if cells and total[best] > cells - total.sum():
                out.append((h, t, best))
    return found, out
