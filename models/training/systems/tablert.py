"""TablERT (Ma et al. 2022, section 2.2): tags left to right, then all relation cells at once, bilinear.

Tags: logits_i = W [e_i ; m_{i-1} ; l(y_{i-1})] + b, where m is the pooled span so far (e_i at its first word) and l embeds
a label; before the first word m = 0 and y = O. Gold labels in training, greedy when reading (a choice of the published
program; the paper says "features of the previous step"). Relations: s_c(i,j) = (Q_c u_i + q_c)(K_c u_j + k_c) with
u_i = [e_i ; l(y_i)], the label being the best one, in training too.
"""
import torch
from torch import nn

from labels import I, L
from systems.table import UpperTriangle, ends


def shift(x):
    """Each word's left neighbour; 0 for the first."""
    return torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], 1)


def goes_on(tags):
    """Is the word inside an entity that began before it?"""
    return (tags > 0) & (((tags - 1) % 4 == I) | ((tags - 1) % 4 == L))


def pooled_so_far(words, tags):
    """m of every word, given all tags: as many maxima as the longest entity has words."""
    inside, longest = goes_on(tags)[..., None], 0
    for row in inside[..., 0].tolist():
        run = 0
        for one in row:
            run = run + 1 if one else 0
            longest = max(longest, run)
    m = words
    for _ in range(longest):
        m = torch.where(inside, torch.maximum(words, shift(m)), words)
    return m


def step(m, y, word, a, past, table):
    """One word: the pooled span and label so far [B,D], [B]; its vector and W_e e + b [B,Le]. New m, y, and logits."""
    logits = a + m @ past + table[y]
    y = logits.argmax(-1)
    return torch.where(goes_on(y)[:, None], torch.maximum(word, m), word), y, logits


class Greedy(torch.autograd.Function):
    """The recurrence when reading: one node for the export, which scan.py turns into a Scan over the words."""

    @staticmethod
    def forward(ctx, m, y, words, a, past, table, _size):
        """past [D,Le] and table [Le,Le] are W's parts for m and for the label before. Returns tag logits [B,N,Le]."""
        out = []
        for i in range(words.shape[1]):
            m, y, logits = step(m, y, words[:, i], a[:, i], past, table)
            out.append(logits)
        return torch.stack(out, 1)

    @staticmethod
    def symbolic(g, m, y, words, a, past, table, size):
        return g.op("espalier::Greedy", m, y, words, a, past, table, d_i=size[0], tags_i=size[1]).setType(a.type())


class Tablert(UpperTriangle, nn.Module):
    def __init__(self, encoder, labels, rank=20, label_width=50, dropout=0.3):
        super().__init__()
        self.labels, self.width = labels, encoder.width
        self.label = nn.Embedding(labels.tags, label_width)
        self.tag = nn.Linear(2 * encoder.width + label_width, labels.tags)
        self.query, self.key = (nn.Linear(encoder.width + label_width, labels.relations * rank) for _ in range(2))
        self.dropout = nn.Dropout(dropout)

    def parts(self):
        """W split by what it multiplies: e, m, and the label embeddings themselves."""
        own, past, before = self.tag.weight.split([self.width, self.width, self.label.embedding_dim], 1)
        return own.T, past.T, self.label.weight @ before.T

    def tags(self, words, gold=None):
        own, past, table = self.parts()
        a = words @ own + self.tag.bias
        if gold is None:
            first = torch.zeros_like(words[:, 0]), torch.zeros_like(words[:, 0, 0], dtype=torch.long)
            return Greedy.apply(*first, words, a, past, table, (self.width, self.labels.tags))
        return a + shift(pooled_so_far(words, gold)) @ past + table[shift(gold)]

    def sides(self, words, tags):
        """Q u + q and K u + k, [B,N,Lr,a] each: two short vectors a word and label, which is all a cell needs."""
        u = torch.cat([words, self.label(tags.argmax(-1))], -1)
        split = lambda x: x.unflatten(-1, (self.labels.relations, -1))
        return split(self.query(u)), split(self.key(u))

    def forward(self, encoded, batch):
        words = self.dropout(encoded.words)
        tags = self.tags(words, batch.target("tags").clamp(min=0) if self.training else None)
        q, k = self.sides(words, tags)
        return tags, (q.transpose(1, 2) @ k.permute(0, 2, 3, 1)).permute(0, 2, 3, 1)

    def lazy(self, encoded):
        tags = self.tags(encoded.words)
        q, k = self.sides(encoded.words, tags)
        cells, (b, i, j) = ends(tags, encoded.mask)
        return tags, cells, (q[b, i] * k[b, j]).sum(-1)[:-1]
