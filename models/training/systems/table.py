"""What the systems over the upper triangle share: equations 7 and 8, decoding, and the cells that decoding can read."""
import torch
from torch.nn.functional import cross_entropy

from corpus import label
from decoders.upper_triangle import decode
from labels import L


def table_loss(tags, cells, batch):
    """Equations 7 and 8 of Ma et al. 2022: sum over words and over cells i < j, mean over sentences, weights 1 : 1. Where an
    ensemble teaches, its share is the cross-entropy with its probabilities."""
    return sum(part_of_loss(*one, batch).mean() for one in ((tags, "tags", "tag_weight"), (cells, "cells", "relation_weight")))


def part_of_loss(logits, name, weight, batch):
    """[B]; logits [B, …, labels]."""
    own = cross_entropy(logits.flatten(0, -2), batch.target(name).flatten(), ignore_index=-1, reduction="none").view(len(logits), -1).sum(1)
    own, taught = batch.weight(weight) * own, batch.taught(name)
    if taught is None:
        return own
    said, share = taught
    return (1 - share) * own - share * (said * logits.log_softmax(-1)).flatten(1).sum(1)


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
