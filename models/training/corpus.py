"""Corpora in SpERT form to training examples."""
import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path

import torch

from labels import Labels
from words import normalise, shape


@dataclass
class Example:
    """One sentence. `entities` [(start, end, type)], `relations` [(head, tail, type)]; -1 in tags or cells: not judged."""

    words: list[str]
    entities: list = field(default_factory=list)
    relations: list = field(default_factory=list)
    tag_weight: float = 1.0
    relation_weight: float = 1.0
    unknown: list = field(default_factory=list)  # pairs of entities of which the corpus says nothing
    unjudged: list = field(default_factory=list)  # spans whose tags the corpus judges differently
    partial: bool = False  # only what is annotated is judged
    tags: torch.Tensor | None = None
    cells: torch.Tensor | None = None

    def __post_init__(self):
        self.words = [normalise(w) for w in self.words]
        self.shapes = [shape(w) for w in self.words]


def read(path) -> list[Example]:
    path = Path(path)
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [
        Example(x["tokens"], [(e["start"], e["end"], e["type"]) for e in x["entities"]], [(r["head"], r["tail"], r["type"]) for r in x["relations"]])
        for x in json.loads(text)
    ]


def label(x: Example, labels: Labels) -> Example:
    """Fills `tags` and `cells`: an entity pair's label stands in every cell of (word of one, word of the other)."""
    n = len(x.words)
    x.tags = torch.tensor(labels.tag_row(n, x.entities))
    x.cells = torch.full((n, n), -1 if x.partial else 0)
    if x.partial:
        x.tags[x.tags == 0] = -1
    for s, t in x.unjudged:
        x.tags[s:t] = -1
    for a, b in x.unknown:
        (s, t), (u, v) = sorted((x.entities[a][:2], x.entities[b][:2]))
        x.cells[s:t, u:v] = -1
    for head, tail, kind in x.relations:
        first, second, value = labels.cell_label(head, tail, kind, x.entities)
        (s, t), (u, v) = x.entities[first][:2], x.entities[second][:2]
        x.cells[s:t, u:v] = value
    return x


@dataclass
class Batch:
    examples: list[Example]
    tensors: tuple  # what Encoder.forward takes
    lengths: list[int]


def collate(examples: list[Example], pieces) -> Batch:
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
    tensors = tuple(torch.tensor([r[k] + [0] * (width(k) - len(r[k])) for r in rows]) for k in range(6))
    return Batch(examples, tensors, [len(x.words) for x in examples])
