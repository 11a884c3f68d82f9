"""Targets of Table-Sequence: BIO tags, and labels over the whole table or a triangle of it (001, section 3 and table 9)."""
import torch

from corpus import apart
from labels import bio_row


def prepare(x, labels, region="whole", cells="all", directed=True):
    """Fills `bio` [N] and `whole` [N,N]; -1 on the diagonal and outside the region. Directed: Y_ij = 1+2r where i is in
    the head and j in the tail, 2+2r the other way round; undirected: 1+r in the cell (head, tail) only."""
    n, kept = len(x.words), apart(x.entities)
    table = torch.zeros(n, n, dtype=torch.long)
    words = lambda e: slice(e[1] - 1, e[1]) if cells == "last" else slice(e[0], e[1])
    for head, tail, kind in x.relations:
        if head in kept and tail in kept:
            h, t, r = words(x.entities[head]), words(x.entities[tail]), labels.relation_types.index(kind)
            if directed:
                table[h, t], table[t, h] = 1 + 2 * r, 2 + 2 * r
            else:
                table[h, t] = 1 + r
    outside = torch.eye(n, dtype=torch.bool)
    if region != "whole":
        outside |= torch.ones(n, n, dtype=torch.bool).tril() if region == "upper" else torch.ones(n, n, dtype=torch.bool).triu()
    x.targets["bio"] = torch.tensor(bio_row(n, [x.entities[i] for i in kept], labels.entity_types))
    x.targets["whole"] = table.masked_fill(outside, -1)
    return x
