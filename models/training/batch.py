"""Sentences to tensors: padding, batches of like length."""
import random
from dataclasses import dataclass

import torch

from corpus import Example
from encoder import Seen


@dataclass
class Batch:
    examples: list[Example]
    tensors: tuple  # what Encoder.forward takes
    lengths: list[int]
    seen: Seen | None = None  # of a frozen encoder, kept from before

    @property
    def device(self):
        return self.tensors[0].device

    def target(self, name: str):
        """The examples' targets of one name, padded with -1."""
        return padded([x.targets[name] for x in self.examples], -1).to(self.device, non_blocking=True)

    def taught(self, name: str):
        """What an ensemble says, padded with zeros, [B, ...] in 32 bits, and its share of each sentence's loss [B]; None if of none."""
        said = [x.taught and getattr(x.taught, name) for x in self.examples]
        some = next((p for p in said if p is not None), None)
        if some is None:
            return None
        said = [p if p is not None else some.new_zeros((n,) * (some.dim() - 1) + some.shape[-1:]) for p, n in zip(said, self.lengths)]
        share = [x.taught.share if x.taught and getattr(x.taught, name) is not None else 0.0 for x in self.examples]
        return padded(said, 0).float().to(self.device), torch.tensor(share, device=self.device)

    def weight(self, name: str):
        return torch.tensor([getattr(x, name) for x in self.examples], device=self.device)


def padded(rows, value):
    """Tensors of one rank, each axis padded to the longest."""
    sizes = [max(r.shape[k] for r in rows) for k in range(rows[0].dim())]
    out = rows[0].new_full((len(rows), *sizes), value)
    for i, row in enumerate(rows):
        out[(i, *(slice(0, n) for n in row.shape))] = row
    return out


def collate(examples: list[Example], pieces, device="cpu", kept: dict | None = None) -> Batch:
    """`kept` holds what a frozen encoder saw, by the identity of the example."""
    rows = []
    for x in examples:
        ids, shapes, start, count = [pieces.cls], [0], [], []
        for word, kind in zip(x.words, x.shapes):
            own = pieces.of(word)
            start.append(len(ids))
            count.append(len(own))
            ids += own
            shapes += [kind] * len(own)
        rows.append((ids + [pieces.sep], [1] * (len(ids) + 1), shapes + [0], start, count, x.shapes))
    width = lambda k: max(len(r[k]) for r in rows)
    tensors = tuple(torch.tensor([r[k] + [0] * (width(k) - len(r[k])) for r in rows]).to(device) for k in range(6))
    seen = None
    if kept is not None:
        own = [kept[id(x)] for x in examples]
        attention = padded([s.attention for s in own], 0.0).to(device) if own[0].attention is not None else None
        seen = Seen(padded([s.states for s in own], 0.0).to(device), torch.stack([s.sentence for s in own]).to(device), attention)
    return Batch(examples, tensors, [len(x.words) for x in examples], seen)


def batches(examples, size, rng: random.Random) -> list[list[Example]]:
    """Random batches of like length: less padding, and the order of batches stays random."""
    order = rng.sample(range(len(examples)), len(examples))
    out = []
    for k in range(0, len(order), size * 16):
        pool = sorted(order[k : k + size * 16], key=lambda i: len(examples[i].words))
        out += [[examples[i] for i in pool[j : j + size]] for j in range(0, len(pool), size)]
    rng.shuffle(out)
    return out


def by_length(examples, size) -> list[list[int]]:
    """Positions in batches of like length, for reading."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].words))
    return [order[k : k + size] for k in range(0, len(order), size)]
