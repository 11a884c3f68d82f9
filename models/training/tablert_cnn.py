"""TablERT-CNN (Ma et al. 2022, section 3) with an open border and an exactly factorised first convolution.

H0[i,j] = [e_i ; e_j] (equation 2), e = 0 outside the sentence and the table unbounded. A convolution over H0 is then
the sum of a part that depends on i and one that depends on j (equations 3-4):
    T[i,j] = ReLU(R[i] + C[j] + b),  R[i] = sum_a K_row[a] e[i+a],  C[j] = sum_b K_col[b] e[j+b]
with each kernel already summed over its other axis. The second convolution reads 3 x 3 cells of T for each cell.
Only cells that are decoded are ever needed: `lazy` computes those, `table` all of them; the two agree to rounding.
"""
import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad, relu

from labels import L, pairs, spans

NEIGHBOURS = [(a, b) for a in (0, 1, 2) for b in (0, 1, 2)]


class TablertCnn(nn.Module):
    def __init__(self, width, labels, hidden=512, dropout=0.3):
        super().__init__()
        self.labels = labels
        # Equation 3 sums over 2D x 9 inputs; after the exact summation the scale of a plain 3 x 3 kernel is kept.
        bound = (2 * width * 9) ** -0.5 * 3**0.5
        self.row, self.column = (nn.Parameter(torch.empty(3 * width, hidden).uniform_(-bound, bound)) for _ in range(2))
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.second = nn.Linear(9 * hidden, labels.relations)  # equation 4, l = 2: d_L = number of relation labels
        self.tag = nn.Linear(labels.relations, labels.tags)  # equation 6: tags are a linear image of the diagonal
        self.words_dropout, self.channels_dropout = nn.Dropout(dropout), dropout

    def sides(self, words):
        """R + b and C at rows -1 .. N: [B, N+2, h] each. `words` [B,N,D] must be 0 beyond each sentence."""
        e = pad(words, (0, 0, 2, 2))
        n = words.shape[1] + 2
        e = torch.cat([e[:, :n], e[:, 1 : n + 1], e[:, 2 : n + 2]], -1)
        return e @ self.row + self.bias, e @ self.column

    def table(self, row, column):
        """All logits of one sentence from its sides [N+2, h]: relations [N,N,Lr] (equation 5), tags [N,Le]."""
        n = row.shape[0] - 2
        t = relu(row[:, None] + column[None])
        if self.training:  # a channel is dropped in the whole table
            keep = 1 - self.channels_dropout
            t = t * (torch.rand(t.shape[-1]) < keep).to(t.dtype) / keep
        kernel = self.second.weight.view(-1, 9, t.shape[-1])
        parts = (t.reshape((n + 2) ** 2, -1) @ kernel.reshape(-1, t.shape[-1]).T).view(n + 2, n + 2, -1, 9)
        cells = self.second.bias + sum(parts[a : a + n, b : b + n, :, k] for k, (a, b) in enumerate(NEIGHBOURS))
        return cells, self.tag(cells.diagonal(dim1=0, dim2=1).T)

    def forward(self, words, lengths):
        """Training and checking: [(relation logits, tag logits)] of each sentence."""
        row, column = self.sides(self.words_dropout(words))
        return [self.table(row[i, : n + 2], column[i, : n + 2]) for i, n in enumerate(lengths)]

    def cells(self, row, column, b, i, j):
        """Relation logits at (sentence, row, column) triples. One product for each neighbour, so that a list of a
        hundred names (thousands of cells) never holds nine cells of T for each at once; it is as fast."""
        kernel = self.second.weight.view(-1, 9, row.shape[-1])
        return self.second.bias + sum(relu(row[b, i + x] + column[b, j + y]) @ kernel[:, k].T for k, (x, y) in enumerate(NEIGHBOURS))

    def lazy(self, words, mask):
        """What is shipped: tag logits [B,N,Le], cells [P,3], relation logits [P,Lr] for pairs of words that end an entity.

        An entity ends at L or U and nowhere else, so these are all the cells decoding can read.
        """
        row, column = self.sides(words)
        n = words.shape[1]
        near = torch.stack([row[:, x : x + n] + column[:, y : y + n] for x, y in NEIGHBOURS], 2)
        tags = self.tag(self.second(relu(near).flatten(2)))
        best = tags.argmax(-1)
        last = (best > 0) & ((best + 3) % 4 >= L) & mask
        above = torch.arange(n)[:, None] < torch.arange(n)[None]
        cells = (last[:, :, None] & last[:, None] & above).nonzero()
        # One idle cell at the end: dynamic quantisation has no scale for an empty tensor.
        b, i, j = torch.cat([cells, torch.zeros(1, 3, dtype=torch.long)]).unbind(1)
        return tags, cells, self.cells(row, column, b, i, j)[:-1]

    def loss(self, tables, batch):
        """Equations 7 and 8: sum over words and over cells i < j, mean over sentences; weights are per sentence."""
        total = 0.0
        for (cells, tags), x in zip(tables, batch.examples):
            if x.tag_weight:
                total = total + x.tag_weight * cross_entropy(tags, x.tags, reduction="sum", ignore_index=-1)
            if x.relation_weight:
                i, j = torch.triu_indices(len(x.words), len(x.words), 1)
                total = total + x.relation_weight * cross_entropy(cells[i, j], x.cells[i, j], reduction="sum", ignore_index=-1)
        return total / len(batch.examples)

    def decode(self, cells, tags):
        """Entities [(start, end, type)] and relations [(head, tail, type)] by section 3.2 and the rules of labels.py."""
        found = spans(tags.argmax(-1).tolist())
        best = cells.argmax(-1)
        related = pairs(found, lambda i, j: int(best[i, j]))
        e, r = self.labels.entity_types, self.labels.relation_types
        return [(s, t, e[k]) for s, t, k in found], [(h, t, r[k]) for h, t, k in related]
