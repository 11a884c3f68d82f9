"""Corpora by name, with the splits, folds and traps of the papers: `open_corpus("ade", shared, fold=0)`."""
import os
from dataclasses import dataclass
from pathlib import Path

from corpus import Example, read
from labels import Labels
from readers import dygiepp
from shipped import schema_labels

NEWS = Labels(("Loc", "Org", "Peop", "Other"), ("Work_For", "Kill", "OrgBased_In", "Live_In", "Located_In"))
MEDICINE = Labels(("Adverse-Effect", "Drug"), ("Adverse-Effect",))
SCIENCE = Labels(
    ("Task", "Method", "Metric", "Material", "OtherScientificTerm", "Generic"),
    ("USED-FOR", "FEATURE-OF", "HYPONYM-OF", "PART-OF", "EVALUATE-FOR", "COMPARE", "CONJUNCTION"),
    ("COMPARE", "CONJUNCTION"),
)


@dataclass
class Corpus:
    labels: Labels
    parts: dict[str, list[Example]]

    def get(self, names: str) -> list[Example]:
        return [x for name in names.split(",") if name for x in self.parts[name]]


def conll04(folder: Path, _fold) -> Corpus:
    """Gupta et al.'s split; train cut into train and dev as SpERT does: 922 / 231 / 288 sentences."""
    return Corpus(NEWS, {p: read(folder / "conll04" / f"conll04_{p}.json") for p in ("train", "dev", "test")})


def in_textual_order(x: Example) -> Example:
    """Symmetric relations are annotated once, in either order: the earlier end becomes the head."""
    order = lambda h, t, k: (t, h, k) if k in SCIENCE.symmetric and x.entities[h][0] > x.entities[t][0] else (h, t, k)
    x.relations = sorted({order(*r) for r in x.relations})
    return x


def scierc(folder: Path, _fold) -> Corpus:
    """1,861 / 275 / 551 sentences."""
    return Corpus(SCIENCE, {p: [in_textual_order(x) for x in read(folder / "scierc" / f"scierc_{p}.json")] for p in ("train", "dev", "test")})


def without_overlap(x: Example) -> Example:
    """Of entities that overlap both go, with their relations, as in the published program of TablERT-CNN."""
    spans = [e[:2] for e in x.entities]
    clash = lambda i: any(i != j and spans[i][0] < spans[j][1] and spans[j][0] < spans[i][1] for j in range(len(spans)))
    kept = [i for i in range(len(spans)) if not clash(i)]
    at = {old: new for new, old in enumerate(kept)}
    x.entities = [x.entities[i] for i in kept]
    x.relations = [(at[h], at[t], k) for h, t, k in x.relations if h in at and t in at]
    return x


def ade(overlap: str):
    """Ten folds; `fold` is where a sentence is tested. Three corpora go by this name: full, without overlapping
    sentences (Wang and Lu 2020; SpERT), without overlapping entities (Ma et al. 2022). No fold names a dev part: 15 % of
    its training part, as Wang and Lu; "train,dev" is all of it."""

    def open_fold(folder: Path, fold) -> Corpus:
        examples = read(folder / "ade" / "ade_full.json.gz")
        if overlap == "sentences":
            examples = [x for x in examples if not x.about["overlap"]]
        if overlap == "entities":
            examples = [without_overlap(x) for x in examples]
        parts = {"train": [], "dev": [], "test": []}
        for x in examples:
            parts["test" if x.about["fold"] == fold else "dev" if fold in x.about["dev_in_folds"] else "train"].append(x)
        return Corpus(MEDICINE, parts)

    return open_fold


def ace05(_folder: Path, _fold) -> Corpus:
    """A user's own licensed copy in DyGIE++ form: $ESPALIER_ACE05/{train,dev,test}.json. Types are those of its training part."""
    folder = Path(os.environ["ESPALIER_ACE05"])
    parts = {p: dygiepp.read(folder / f"{p}.json") for p in ("train", "dev", "test")}
    return Corpus(labels_of(parts["train"]), parts)


def labels_of(examples) -> Labels:
    kinds = lambda of: tuple(sorted({item[2] for x in examples for item in of(x)}))
    return Labels(kinds(lambda x: x.entities), kinds(lambda x: x.relations))


def own(_folder: Path, _fold) -> Corpus:
    """A person's own sentences in SpERT form, as own.py takes them: $ESPALIER_OWN/{train,dev,test}.json; types are schema.json's, or
    else those of the training part. Marks of other types are left out of it, and told."""
    folder = Path(os.environ["ESPALIER_OWN"])
    parts = {p: read(folder / f"{p}.json") if p != "test" or (folder / "test.json").exists() else [] for p in ("train", "dev", "test")}
    labels = schema_labels(folder / "schema.json") if (folder / "schema.json").exists() else labels_of(parts["train"])
    for name, examples in parts.items():
        strange = sorted({k for x in examples for *_, k in x.entities if k not in labels.entity_types} | {k for x in examples for *_, k in x.relations if k not in labels.relation_types})
        if strange:
            print(f"{name}.json: {', '.join(strange)} are no types of this model and left out")
        for x in examples:
            only(x, labels)
    return Corpus(labels, parts)


def only(x: Example, labels: Labels):
    """What the labels know, symmetric relations from the earlier end to the later."""
    kept = [i for i, e in enumerate(x.entities) if e[2] in labels.entity_types]
    at = {old: new for new, old in enumerate(kept)}
    x.entities = [x.entities[i] for i in kept]
    pairs = [(at[h], at[t], k) for h, t, k in x.relations if h in at and t in at and k in labels.relation_types]
    later = lambda h, t: x.entities[h][:2] > x.entities[t][:2]
    x.relations = list(dict.fromkeys((t, h, k) if k in labels.symmetric and later(h, t) else (h, t, k) for h, t, k in pairs))


CORPORA = {"conll04": conll04, "scierc": scierc, "ade": ade("entities"), "ade-sentences": ade("sentences"), "ade-full": ade("none"), "ace05": ace05, "own": own}


def open_corpus(name: str, shared, fold=None) -> Corpus:
    """`shared` is the folder that holds data/corpora."""
    return CORPORA[name](Path(shared) / "data" / "corpora", fold)


def distinct_test(corpus: Corpus, trained: list[Example]) -> list[int]:
    """Positions of test sentences that no training sentence repeats word for word."""
    seen = {tuple(x.words) for x in trained}
    return [i for i, x in enumerate(corpus.parts["test"]) if tuple(x.words) not in seen]
