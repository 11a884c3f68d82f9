"""The heads that ship: for each its sentences in training, those that calibrate it, those that test it.

No test sentence of one head stands in the training set of another: Re-DocRED test and fold 3 of KnowledgeNet train nothing.
"""
import json
import re
from dataclasses import dataclass, field, fields
from pathlib import Path

from corpora import open_corpus
from corpus import Example, open_text, read
from general import to_general
from labels import Labels
from mixture import mixture, overlapping
from readers.offsets import words_of
from shipped import schema_labels

SCHEMAS = Path(__file__).with_name("schemas")
NEG_HELD_OUT = 1000  # last sentences of ADE-NEG: half choose a threshold, half measure false relations
HELD_OUT_OF = 10  # every tenth sentence of Re-DocRED dev fits the scores of `general`


@dataclass
class Head:
    labels: Labels
    core: list[Example]  # all of it in every epoch
    extra: list[Example] = field(default_factory=list)  # a share of it in every epoch
    dev: list[Example] = field(default_factory=list)
    test: list[Example] = field(default_factory=list)
    bare: list[Example] = field(default_factory=list)  # sentences without any of its relations, never trained on
    calm: list[Example] = field(default_factory=list)  # more of them, to choose from which score on facts are told
    plain: list[Example] = field(default_factory=list)  # sentences of its kind whose labels nobody has looked at, to set a model beside its twin


def unseen(examples, *tested):
    """Without those that a test repeats word for word, whatever their case: Re-DocRED dev and test share six, ADE-NEG's parts too."""
    words = {tuple(w.lower() for w in x.words) for part in tested for x in part}
    return [x for x in examples if tuple(w.lower() for w in x.words) not in words]


def without_effect(folder: Path) -> list[Example]:
    """ADE's sentences that state no effect. Drugs and diseases in them are not marked: only their cells are judged."""
    out = []
    for line in open_text(folder / "ade" / "ADE-NEG.txt.gz").splitlines():
        text = line.split(" NEG ", 1)[-1]
        out.append(Example([text[s:e] for s, e in words_of(text)], tag_weight=0.0))
    return [x for x in out if 0 < len(x.words) <= 100]


def nameless(shared, most=3000) -> list[Example]:
    """Sentences of plain prose with at most one capital beyond their first word: what states nothing about two names."""
    text = open_text(Path(shared) / "data" / "text" / "speeches" / "state-of-the-union-1945-2006.txt.gz")
    out = []
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        words = [sentence[s:e] for s, e in words_of(sentence)]
        if 5 <= len(words) <= 60 and sum(w[0].isupper() and w != "I" for w in words[1:]) < 2:
            out.append(Example(words))
    return out[:: max(1, len(out) // most)]


def feeds(shared) -> list[Example]:
    """RSS-500: a sentence each of as many reports of the press."""
    texts = [json.loads(line)["text"] for line in open_text(Path(shared) / "data" / "resolution" / "entity_linking" / "rss-500.jsonl.gz").splitlines()]
    return [Example([text[s:e] for s, e in words_of(text)]) for text in texts]


def articles(shared) -> list[Example]:
    """CrossRE's sentences on artificial intelligence, from Wikipedia."""
    folder = Path(shared) / "data" / "corpora" / "crossre"
    return [Example(x.words) for part in ("train", "dev", "test") for x in read(folder / f"spert_ai_{part}.json.gz")]


def news(shared, parts, _fold) -> Head:
    corpus, folder = open_corpus("conll04", shared), Path(shared) / "data" / "corpora"
    others = read(folder / "redocred" / "spert_sentence_test.json.gz")
    bare = [x for x in others if not x.relations and len(x.entities) > 1]
    spared = read(folder / "redocred" / "spert_sentence_dev.json.gz")[::HELD_OUT_OF]
    return Head(schema_labels(SCHEMAS / "news.json"), corpus.get(parts), unseen(mixture(folder), others, spared), corpus.get("dev"), corpus.get("test"), bare, nameless(shared)[::2], feeds(shared))


def biomedical(shared, parts, fold) -> Head:
    corpus, none = open_corpus("ade", shared, fold), without_effect(Path(shared) / "data" / "corpora")
    held = none[-NEG_HELD_OUT:]
    return Head(schema_labels(SCHEMAS / "biomedical.json"), corpus.get(parts), unseen(none[:-NEG_HELD_OUT], held), corpus.get("dev"), corpus.get("test"), held[1::2], held[::2])


def science(shared, parts, _fold) -> Head:
    corpus = open_corpus("scierc", shared)
    bare = [x for x in corpus.get("test") if not x.relations]
    return Head(schema_labels(SCHEMAS / "science.json"), corpus.get(parts), [], corpus.get("dev"), corpus.get("test"), bare, plain=articles(shared))


def general(shared, parts, _fold, only="") -> Head:
    """Re-DocRED dev, of which every tenth sentence calibrates, and KnowledgeNet's first two folds, annotated in part; or one of
    the two `only`, to see what the other adds."""
    folder = Path(shared) / "data" / "corpora"
    sentences = [to_general(x) for x in read(folder / "redocred" / "spert_sentence_dev.json.gz")]
    facts = [x for x in read(folder / "knowledgenet" / "spert_knowledgenet_train.json.gz") if x.about["fold"] != 3 and x.relations]
    for x in facts:
        x.partial, x.tag_weight = True, 0.3
    dev = sentences[::HELD_OUT_OF]
    judged = [x for i, x in enumerate(sentences) if i % HELD_OUT_OF or "dev" in parts]
    core = {"redocred": judged, "knowledgenet": list(map(to_general, facts))}
    core = core[only] if only else [x for part in core.values() for x in part]
    test = [to_general(x) for x in read(folder / "redocred" / "spert_sentence_test.json.gz")]
    core = unseen([x for x in core if len(x.words) <= 120 and not overlapping(x)], test)
    return Head(schema_labels(SCHEMAS / "general.json"), core, [], dev, test, [x for x in test if not x.relations and len(x.entities) > 1])


HEADS = {"news": news, "biomedical": biomedical, "science": science, "general": general}
@dataclass(frozen=True)
class Mix:
    """What an epoch of joint training takes of a head: the share of its own sentences, so many others for each of those, and
    the size of a batch. A large corpus of one fact a sentence is learned in fewer passes than a small one of four types."""

    core: float
    extra: float
    batch: int


MIX = {"news": Mix(1.0, 0.5, 8), "biomedical": Mix(0.4, 0.5, 16), "science": Mix(1.0, 0.0, 8), "general": Mix(0.4, 0.0, 16)}
# Of a second training that goes on from the first: what the first left furthest behind gets more.
MIX_AGAIN = MIX | {"biomedical": Mix(1.0, 0.5, 16), "general": Mix(0.6, 0.0, 16)}


# Large enough to spare their dev parts for good: their scores are fitted on the very model that ships.
SPARED = {"biomedical", "general"}


def open_head(name: str, shared, parts="train,dev", fold=0, some=0, only="") -> Head:
    """`some`: only so many sentences of each part, to try the line out. `only`: of several corpora, for `general`."""
    head = HEADS[name](shared, "train" if name in SPARED else parts, fold, *([only] if only else []))
    if some:
        for part in fields(head)[1:]:
            setattr(head, part.name, getattr(head, part.name)[:some])
    return head
