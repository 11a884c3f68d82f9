"""Twins of test/extract/bilou.test.ts and score.test.ts: the same cases, the same answers."""
import random

import pytest

from labels import Labels, pairs, spans
from score import score

O, B0, I0, L0, U0, B1, I1, L1, U1 = range(9)


@pytest.mark.parametrize(
    "tags, want",
    [
        ([B0, I0, L0, O, U1], [(0, 3, 0), (4, 5, 1)]),
        ([B0, I1, L1], [(0, 3, 1)]),
        ([O, I0, I0, L0], [(1, 4, 0)]),
        ([I0, B0, L0], [(1, 3, 0)]),
        ([U0, B0, I0], [(0, 1, 0)]),
        ([B0, O, L0], [(2, 3, 0)]),
        ([B0, U1, L0], [(1, 2, 1), (2, 3, 0)]),
        ([L1], [(0, 1, 1)]),
    ],
)
def test_spans(tags, want):
    assert spans(tags) == want


def test_spans_give_back_what_was_written():
    labels = Labels(("a", "b", "c"), ())
    for seed in range(300):
        rng, at, entities = random.Random(seed), 0, []
        for _ in range(rng.randrange(8)):
            at += rng.randrange(3)
            size = rng.randrange(1, 5)
            entities.append((at, at + size, rng.choice("abc")))
            at += size
        got = [(s, t, "abc"[k]) for s, t, k in spans(labels.tag_row(at + 2, entities))]
        assert got == entities, f"seed {seed}"


def test_pairs_read_direction():
    found = [(0, 1, 0), (2, 4, 1)]
    assert pairs(found, lambda i, j: {(0, 3): 1}.get((i, j), 0)) == [(0, 1, 0)]
    assert pairs(found, lambda i, j: {(0, 3): 4}.get((i, j), 0)) == [(1, 0, 1)]


def test_score_tells_boundaries_from_strict():
    gold = ([(0, 2, "Peop"), (4, 5, "Loc")], [(0, 1, "Live_In")])
    wrong = ([(0, 2, "Peop"), (4, 5, "Org")], [(0, 1, "Live_In")])
    s = score([gold], [wrong])
    assert s["re"]["micro"]["f1"] == 1 and s["reStrict"]["micro"]["f1"] == 0
    assert s["ner"]["micro"]["f1"] == 0.5 and abs(s["ner"]["macro"]["f1"] - 1 / 3) < 1e-9
