"""Table-Sequence encoders (Wang and Lu 2020): a sequence encoder for entities and a table encoder for relations, each
reading the other in every layer.

S_0 = Linear([characters ; words]) (equation 1; GloVe, which the paper adds, is not read here). Layer l:
X = ReLU(A S_i + B S_j + b) (equation 2), with the encoder's attention weights X = ReLU(Linear([X ; attention_ij])) (equation
11, as two maps: the paper's parameter counts say so); T_l = MD-GRU(X, T_{l-1}); S_l = sequence layer guided by T_l.
Outputs: Linear(S_L) in BIO and Linear(T_L) (12, 13); loss: both cross-entropies, cells i != j (14, 15).
"""
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from decoders.upper_triangle import softmax
from decoders.whole_table import decode
from systems.characters import Characters
from systems.md_gru import MdGru
from systems.sequence_layer import SequenceLayer
from systems.table_cnn import TableCnn
from systems.table_labels import prepare
from systems.table_probe import probe

BOTH = ((0, 0), (1, 1))


class PairMap(nn.Module):
    def __init__(self, width, maps):
        super().__init__()
        self.row, self.column = nn.Linear(width, width), nn.Linear(width, width, bias=False)
        self.second = nn.Linear(width + maps, width) if maps else None

    def forward(self, s, attention):
        x = torch.relu(self.row(s)[:, :, None] + self.column(s)[:, None])
        return x if self.second is None else torch.relu(self.second(torch.cat([x, attention], -1)))


class TableSequence(nn.Module):
    """Options name the paper's ablations: `table` "gru" or "cnn3"; `guided` (interaction), `sequence` and `tabled` (is there
    such an encoder), `diagonal` (entities from the table), `entity_loss`, `relation_loss`; `region` and `cells` of labels."""

    rules = ("block",)
    most_cells = 16_384  # of a training step's tables at once: at the paper's width a cell costs some 150 kB, and eight long sentences 17 GB

    def __init__(self, encoder, labels, hidden=200, layers=3, shared=False, heads=8, dropout=0.5, characters=0, table="gru",
                 uses=("layer", "row", "col"), flips=BOTH, guided=True, sequence=True, tabled=True, diagonal=False,
                 entity_loss=True, relation_loss=True, region="whole", cells="all", directed=True):
        super().__init__()
        self.labels, self.guided, self.sequence, self.tabled, self.diagonal = labels, guided, sequence, tabled, diagonal
        self.entity_loss, self.relation_loss = entity_loss, relation_loss and tabled
        self.form = {"region": region, "cells": cells, "directed": directed}
        self.characters = Characters(characters) if characters else None
        self.start = nn.Linear(encoder.width + characters, hidden)
        maps = encoder.attention_maps if encoder.attention else 0
        wide = hidden if table != "gru" else hidden // len(BOTH) * len(flips)
        own = lambda k: k if not shared else 0

        def table_layer(k):
            if table != "gru":
                return TableCnn(hidden, hidden, int(table.removeprefix("cnn")))
            seen = uses if k or shared else [u for u in uses if u != "layer"]  # nothing lies below the first layer
            return MdGru(hidden, hidden // len(BOTH), seen, flips)

        count = 1 if shared else layers
        self.pairs = nn.ModuleList(PairMap(hidden, maps) for _ in range(count if tabled else 0))
        self.tables = nn.ModuleList(table_layer(k) for k in range(count if tabled else 0))
        self.sequences = nn.ModuleList(SequenceLayer(hidden, wide, heads, dropout, guided and tabled) for _ in range(count if sequence else 0))
        self.order = [own(k) for k in range(layers)]
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(wide if diagonal else hidden, 2 * len(labels.entity_types) + 1)
        self.relation = nn.Linear(wide, labels.relations if directed else len(labels.relation_types) + 1)

    def begin(self, epoch, epochs):
        """Nothing changes between epochs."""

    def prepare(self, example):
        return prepare(example, self.labels, **self.form)

    def layers(self, encoded, examples=None):
        """(S_l, T_l, attention) of every layer; T is None without a table encoder."""
        words, mask = encoded.words, encoded.mask
        if self.characters is not None:
            words = torch.cat([self.characters(examples, words.shape[1]), words], -1)
        first = s = self.start(self.dropout(words)) * mask[..., None]
        t, out = None, []
        for k in self.order:
            weights = None
            if self.tabled:
                t = self.tables[k](self.pairs[k](s if self.guided else first, encoded.attention), t, mask)
            if self.sequence:
                s, weights = self.sequences[k](s, t, mask)
            out.append((s, t, weights))
        return out

    def logits(self, s, t):
        cells = self.relation(self.dropout(t)) if t is not None else None
        read = t.diagonal(dim1=1, dim2=2).transpose(1, 2) if self.diagonal else s
        return self.tag(self.dropout(read)), cells

    def forward(self, encoded, batch):
        s, t, _ = self.layers(encoded, batch.examples)[-1]
        return self.logits(s, t)

    def lazy(self, encoded):
        """Tag logits [B,N,2t+1] and relation logits [B,N,N,2r+1]: the recurrence passes through every cell."""
        s, t, _ = self.layers(encoded)[-1]
        return self.logits(s, t)

    def loss(self, logits, batch):
        tags, cells = logits
        total = 0.0
        if self.entity_loss:
            total = cross_entropy(tags.flatten(0, 1), batch.target("bio").flatten(), ignore_index=-1, reduction="sum")
        if self.relation_loss:
            total = total + cross_entropy(cells.flatten(0, 2), batch.target("whole").flatten(), ignore_index=-1, reduction="sum")
        return total / len(batch.examples)

    def decode(self, logits, batch, rule="block", spans=None):
        tags, cells = (None if x is None else x.float().cpu().numpy() for x in logits)
        e, r = self.labels.entity_types, self.labels.relation_types
        how = {"directed": self.form["directed"], "region": self.form["region"], "last": self.form["cells"] == "last"}
        out = []
        for i, n in enumerate(batch.lengths):
            p = softmax(cells[i, :n, :n]) if cells is not None else None
            found, related = decode(tags[i, :n], p, len(r) if p is not None else 0, spans and spans[i], **how)
            out.append(([(s, t, e[k]) for s, t, k in found], [(h, t, r[k]) for h, t, k in related]))
        return out

    def measure(self, model, examples, found, pieces, device, kept):
        return probe(self, model, examples, pieces, device, kept)
