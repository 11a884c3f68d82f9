"""What the systems over the upper triangle share: equations 7 and 8, decoding, and the cells that decoding can read."""
import torch
from torch.nn.functional import cross_entropy

from corpus import label
from decoders.upper_triangle import decode
from labels import L


def table_loss(tags, cells, batch):
    """Equations 7 and 8 of Ma et al. 2022: sum over words and over cells i < j, mean over sentences, weights 1 : 1."""
    b = tags.shape[0]
    e = cross_entropy(tags.flatten(0, 1), batch.target("tags").flatten(), ignore_index=-1, reduction="none").view(b, -1).sum(1)
    r = cross_entropy(cells.flatten(0, 2), batch.target("cells").flatten(), ignore_index=-1, reduction="none").view(b, -1).sum(1)
    return (batch.weight("tag_weight") * e + batch.weight("relation_weight") * r).mean()


def ends(tags, mask):
    """Cells (sentence, i, j) of words that end an entity, i < j: an entity ends at L or U and nowhere else.

    One idle cell at the end: dynamic quantisation has no scale for an empty tensor. The caller drops its result.
    """
    n = tags.shape[1]
    best = tags.argmax(-1)
    last = (best > 0) & ((best + 3) % 4 >= L) & mask
    above = torch.arange(n)[:, None] < torch.arange(n)[None]
    cells = (last[:, :, None] & last[:, None] & above).nonzero()
    return cells, torch.cat([cells, torch.zeros(1, 3, dtype=torch.long)]).unbind(1)


class UpperTriangle:
    """Targets, loss and decoding of a system whose logits are (tags [B,N,Le], cells [B,N,N,Lr])."""

    rules = ("last", "union", "sum")

    def prepare(self, example):
        return label(example, self.labels)

    def begin(self, epoch, epochs):
        """Called before each epoch."""

    def measure(self, model, examples, found, pieces, device, kept):
        """Further figures of a finished run, by name."""
        return {}

    def loss(self, logits, batch):
        return table_loss(*logits, batch)

    def decode(self, logits, batch, rule="last", spans=None):
        """[(entities, relations)] by names; `spans` replaces the found entities by given ones."""
        tags, cells = (x.float().cpu().numpy() for x in logits)
        e, r = self.labels.entity_types, self.labels.relation_types
        out = []
        for i, n in enumerate(batch.lengths):
            found, related = decode(tags[i, :n], cells[i, :n, :n], rule, spans and spans[i])
            out.append(([(s, t, e[k]) for s, t, k in found], [(h, t, r[k]) for h, t, k in related]))
        return out
