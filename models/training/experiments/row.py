"""A row of a table of results: what it is called, what the paper has, which runs make it."""
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from settings import MINILM, Settings, settings
from weights import find_encoder, read_config

FOLDS = (0, 1, 2)  # of ten: a row says how many it is made of


def depth(encoder: str) -> int:
    return 6 if encoder == MINILM else read_config(find_encoder(encoder))["num_hidden_layers"]


@dataclass(frozen=True)
class Row:
    name: str
    given: dict  # of settings, without the seed
    paper: str = "–"
    folds: tuple = (None,)
    average: str = "micro"
    rule: str | None = None  # of decoding; None: the system's own
    shows: tuple = ("ner", "re", "reStrict")  # what is reported
    seeds: int = 1  # wanted by default

    def folds_on(self, encoder) -> tuple:
        """All ten where the papers' figures are to be had again."""
        return self.folds if encoder == MINILM or self.folds == (None,) else tuple(range(10))

    def runs(self, seeds, encoder=MINILM, overrides=None) -> list[Settings]:
        """None where the encoder has fewer layers than the row names; its last layer and no layer named are one run. A fraction is one of
        the encoder's depth."""
        over, layer = {} if encoder == MINILM else {"encoder": encoder}, self.given.get("layer")
        if isinstance(layer, Fraction):
            layer = ceil(layer * depth(encoder))
        if isinstance(layer, int):
            if layer > depth(encoder):
                return []
            over["layer"] = None if layer == depth(encoder) else layer
        given = self.given | over | (overrides or {})
        return [settings(**(given | ({"fold": f} if f is not None else {}) | {"seed": s})) for s in seeds for f in self.folds_on(encoder)]


@dataclass(frozen=True)
class Experiment:
    name: str
    title: str
    expected: str
    rows: list[Row] = field(default_factory=list)
    told: bool = True  # in a table; else another's or a figure tells them


DEV = {"train": "train", "test": "dev"}


def corpus_rows(system: str, papers: dict, **given) -> list[Row]:
    """CoNLL04 micro, ADE macro over some folds, SciERC micro, for what `papers` names."""
    out = []
    for corpus, paper in papers.items():
        ade = corpus.startswith("ade")
        # Ma et al. say train and dev of CoNLL04 alone.
        own = {"system": system, "corpus": corpus} | ({"train": "train"} if corpus == "ace05" else {}) | given
        out.append(Row(f"{system}, {corpus}", own, paper, FOLDS if ade else (None,), "macro" if ade else "micro", seeds=1 if ade else 3))
    return out
