"""What an ensemble says of a head's sentences, for a model of several heads to learn from beside the corpora's own labels
(distillation: Hinton et al. 2015, equation 1 at T = 1, of a mean of probabilities).

`teach.py HEAD [--parts train] [--seeds 1,2,3]`: as many TablERT-CNN models, each alone on the head's own corpus with an encoder of
its own, and work/teachers/HEAD.PARTS.FOLD.pt, which `multitask.py --taught` reads. A teacher that is finished is not trained again.
"""
import argparse
import os
from pathlib import Path

import torch

from batch import by_length, collate
from corpora import open_corpus
from corpus import Taught
from heads import open_head
from labels import Labels
from model import open_model
from settings import settings
from train import checkpoint_of, save, train

CORPUS = {"news": "conll04", "biomedical": "ade", "science": "scierc"}
OWN, OTHERS = 0.5, 1.0  # what a teacher weighs beside a corpus' own labels, and in the names of others' sentences


def columns(own: Labels, theirs: Labels):
    """Where a teacher's tags and relation labels stand among a head's, whose schema may list its types in another order."""
    e, r = [theirs.entity_types.index(k) for k in own.entity_types], [theirs.relation_types.index(k) for k in own.relation_types]
    return [0] + [1 + 4 * k + part for k in e for part in range(4)], [0] + [1 + 2 * k + side for k in r for side in range(2)]


@torch.no_grad()
def read(model, pieces, examples, labels, theirs, size=8):
    """Probabilities of each sentence: tags [n,Le], cells [n,n,Lr], zero on and below the diagonal."""
    model.eval()
    tag_columns, cell_columns = columns(labels, theirs)
    out = [None] * len(examples)
    for some in by_length(examples, size):
        batch = collate([examples[i] for i in some], pieces)
        tags, cells = (x.softmax(-1) for x in model(batch))
        for k, i in enumerate(some):
            n = len(examples[i].words)
            above = torch.ones(n, n).triu(1)[..., None]
            out[i] = tags[k, :n][:, tag_columns], cells[k, :n, :n][..., cell_columns] * above
    return out


def mean(said):
    """Of several readings of the same sentences, in 16 bits: a corpus' tables are large."""
    return [tuple((sum(parts) / len(parts)).half() for parts in zip(*one)) for one in zip(*said)]


def attach(head, said):
    """The ensemble's opinion on each sentence of a head in training. Of others' sentences it teaches the names alone: a corpus
    with a relation in every sentence has taught it to see facts everywhere."""
    if len(said) != len(head.core) + len(head.extra):
        raise SystemExit("the teachers have read other sentences; run teach.py again")
    for x, (tags, cells) in zip(head.core + head.extra, said):
        x.taught = Taught(tags, cells, OTHERS if cells is None else OWN)


def settings_of(head, parts, fold, seed):
    """Those of a row of experiment C1, or C5 where dev is spared, so that either finds the other's weights."""
    given = {"fold": fold} if CORPUS[head] == "ade" else {}
    return settings("tablert-cnn", corpus=CORPUS[head], train=parts, test="dev" if parts == "train" else "test", seed=seed, **given)


def path_of(folder, name, parts, fold) -> Path:
    return Path(folder) / f"{name}.{parts.replace(',', '-')}.{fold}.pt"


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("head", choices=CORPUS)
    for name, kind, default in (("--shared", str, os.environ.get("ESPALIER_SHARED", "../../../shared")), ("--work", str, "work"), ("--parts", str, "train,dev"),
                                ("--fold", int, 0), ("--seeds", str, "1,2,3"), ("--device", str, "cpu"), ("--some", int, 0)):
        a.add_argument(name, type=kind, default=default)
    a = a.parse_args()
    folder = Path(a.work) / "teachers"
    folder.mkdir(parents=True, exist_ok=True)
    head = open_head(a.head, a.shared, a.parts, a.fold, a.some)
    said = []
    for seed in map(int, a.seeds.split(",")):
        s = settings_of(a.head, a.parts, a.fold, seed)
        kept, theirs = folder / f"{s.key}.pt", open_corpus(s.corpus, a.shared, s.fold).labels
        if not kept.exists():
            save(kept, train(s, a.shared, a.work, a.device)[0].state_dict())
            checkpoint_of(s, a.work).unlink(missing_ok=True)
        model, pieces = open_model(s, theirs)
        model.load_state_dict(torch.load(kept, weights_only=True, map_location="cpu"))
        said.append(read(model, pieces, head.core + head.extra, head.labels, theirs))
        print(f"{s.key} has read {len(said[-1])} sentences", flush=True)
    own = len(head.core)
    save(path_of(folder, a.head, a.parts, a.fold), [(tags, cells if i < own else None) for i, (tags, cells) in enumerate(mean(said))])


if __name__ == "__main__":
    main()
