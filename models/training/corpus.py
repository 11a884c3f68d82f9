"""A sentence with what a corpus says of it, and its labels for the table."""
import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path

import torch

from labels import Labels
from words import normalise, shape


@dataclass(frozen=True)
class Taught:
    """What an ensemble says of a sentence: probabilities of tags [n,Le] and, unless it is not asked, of cells [n,n,Lr], zero on and
    below the diagonal; `share` of the loss is the distance to them, what is left that to the corpus' labels."""

    tags: torch.Tensor
    cells: torch.Tensor | None
    share: float


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
    key: str = ""  # the corpus' own name of it
    taught: Taught | None = None
    about: dict = field(default_factory=dict)  # whatever else the corpus marks: fold, overlap, annotated properties
    targets: dict = field(default_factory=dict)  # tensors a system trains on, by its own names

    def __post_init__(self):
        self.words = [normalise(w) for w in self.words]
        self.shapes = [shape(w) for w in self.words]


def open_text(path) -> str:
    path = Path(path)
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("utf-8-sig")


def read(path) -> list[Example]:
    """SpERT form."""
    out = []
    for x in json.loads(open_text(path)):
        entities = [(e["start"], e["end"], e["type"]) for e in x["entities"]]
        relations = [(r["head"], r["tail"], r["type"]) for r in x["relations"]]
        about = {k: v for k, v in x.items() if k not in ("tokens", "entities", "relations", "orig_id", "text")}
        out.append(Example(x["tokens"], entities, relations, key=str(x.get("orig_id", "")), about=about))
    return out


def apart(entities) -> list[int]:
    """Positions of entities that one row of tags can hold: of overlapping ones the longer, then the earlier."""
    taken, kept = set(), []
    for i in sorted(range(len(entities)), key=lambda i: (entities[i][0] - entities[i][1], entities[i][0])):
        words = set(range(*entities[i][:2]))
        if not words & taken:
            taken |= words
            kept.append(i)
    return sorted(kept)


def label(x: Example, labels: Labels) -> Example:
    """Targets `tags` and `cells`: an entity pair's label stands in every cell of (word of one, word of the other), i < j."""
    n = len(x.words)
    kept = apart(x.entities)
    tags = torch.tensor(labels.tag_row(n, [x.entities[i] for i in kept]))
    cells = torch.full((n, n), -1 if x.partial else 0)
    if x.partial:
        tags[tags == 0] = -1
    for s, t in x.unjudged:
        tags[s:t] = -1
    for a, b in x.unknown:
        (s, t), (u, v) = sorted((x.entities[a][:2], x.entities[b][:2]))
        cells[s:t, u:v] = -1
    for head, tail, kind in x.relations:
        if head in kept and tail in kept:
            first, second, value = labels.cell_label(head, tail, kind, x.entities)
            (s, t), (u, v) = x.entities[first][:2], x.entities[second][:2]
            cells[s:t, u:v] = value
    below = torch.ones(n, n, dtype=torch.bool).tril()
    x.targets["tags"], x.targets["cells"] = tags, cells.masked_fill(below, -1)
    return x
