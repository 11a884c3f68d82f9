"""Decoders on tables made by hand, and the product's on random ones for what must hold of any."""
import numpy as np
import pytest

from decoders import upper_triangle, whole_table
from decoders.product import DECODERS, isotonic
from labels import Labels, bio_row, bio_spans
from tables import WRITERS, random_calibration, random_schema

LABELS = Labels(("A", "B"), ("r",))
ENTITIES = [(0, 2, "A"), (3, 4, "B")]


def raised(labels, width):
    out = np.zeros((*np.shape(labels), width))
    for at, label in np.ndenumerate(np.array(labels)):
        out[(*at, label)] = 5
    return out


@pytest.mark.parametrize("rule, cells, want", [
    ("last", {(1, 3): 1}, [(0, 1, 0)]), ("last", {(1, 3): 2}, [(1, 0, 0)]), ("last", {(0, 3): 1}, []),
    ("union", {(0, 3): 1}, [(0, 1, 0)]), ("union", {(0, 3): 1, (1, 3): 2}, [(0, 1, 0), (1, 0, 0)]), ("union", {(3, 0): 1}, []),
    ("sum", {(0, 3): 1, (1, 3): 1}, [(0, 1, 0)]), ("sum", {(0, 3): 1, (1, 3): 2}, [(0, 1, 0)]),
])
def test_rules_of_the_upper_triangle(rule, cells, want):
    table = np.zeros((5, 5), dtype=int)
    for at, label in cells.items():
        table[at] = label
    found, related = upper_triangle.decode(raised(LABELS.tag_row(5, ENTITIES), LABELS.tags), raised(table, 3), rule)
    assert found == [(0, 2, 0), (3, 4, 1)] and related == want


@pytest.mark.parametrize("forth, back, want", [(1, 2, [(0, 1, 0)]), (2, 1, [(1, 0, 0)]), (0, 0, []), (1, 1, []), (1, 0, [])])
def test_equation_17(forth, back, want):
    """Both halves must say so: one alone is a tie with "none", which wins; a direction each is no relation either."""
    table = np.zeros((5, 5), dtype=int)
    table[0:2, 3], table[3, 0:2] = forth, back
    p = np.eye(3)[table]
    found, related = whole_table.decode(raised(bio_row(5, ENTITIES, LABELS.entity_types), 5), p, 1)
    assert found == [(0, 2, 0), (3, 4, 1)] and related == want


def test_bio_repairs():
    assert bio_spans([2, 2, 0, 4]) == [(0, 2, 0), (3, 4, 1)]  # I without a B
    assert bio_spans([1, 4, 4, 1, 1]) == [(0, 1, 0), (1, 3, 1), (3, 4, 0), (4, 5, 0)]  # another type opens an entity; B always does


def test_isotonic_points_are_joined_by_lines():
    calibration = {"isotonic": {"r": [[0.25, 0.1], [0.75, 0.9]]}}
    assert [round(isotonic(x, "r", calibration), 3) for x in (0.0, 0.25, 0.5, 1.0)] == [0.1, 0.1, 0.5, 0.9] and isotonic(0.3, "s", calibration) == 0.3


@pytest.mark.parametrize("system", DECODERS)
def test_what_holds_of_any_outputs(system):
    for seed in range(200):
        rng = np.random.default_rng(seed)
        n, schema, calibration = int(rng.integers(1, 9)), random_schema(rng), random_calibration(rng)
        mentions, relations = DECODERS[system](WRITERS[system](rng, n), schema, calibration)
        assert all(0 <= s < e <= n for s, e, *_ in mentions), seed
        assert all(a[1] <= b[0] for a, b in zip(mentions, mentions[1:])), seed
        least = calibration["threshold"]
        assert all(m[3] >= least["mention"] for m in mentions) and all(r[3] >= least["relation"] for r in relations), seed
        ends = {r["name"]: (r["head"], r["tail"]) for r in schema["relationTypes"]}
        for h, t, k, _ in relations:
            assert h != t and all(not some or mentions[i][2] in some for i, some in zip((h, t), ends[k])), seed


def test_path_is_the_best_well_formed_row():
    """Beside every row of four words, and the cases of test/extract/tag-path.test.ts."""
    from itertools import product

    from decoders.path import best_path

    def well_formed(row):
        open_ = None
        for tag in row:
            part, kind = (None, None) if tag == 0 else ((tag - 1) % 4, (tag - 1) // 4)
            if kind != open_ if part in (1, 2) else open_ is not None:
                return False
            open_ = kind if part in (0, 1) else None
        return open_ is None

    ends = lambda tag: tag > 0 and (tag - 1) % 4 > 1
    for seed in range(12):
        rng = np.random.default_rng(seed)
        logits = np.round(rng.normal(0, 2, (int(rng.integers(1, 5)), 9)) * 8) / 8
        allowed = np.array([True] + [bool(seed % 3)] * 4 + [True] * 4)
        own = np.where(allowed, logits, -np.inf).argmax(-1)
        rows = product(*([t for t in range(9) if allowed[t] and (not ends(t) or ends(o))] for o in own))
        total = lambda row: sum(logits[i, t] for i, t in enumerate(row))
        got = best_path(logits, allowed)
        assert well_formed(got) and total(got) == max(total(row) for row in rows if well_formed(row))
    said = lambda *words: np.array([[dict(w).get(t, 0) for t in range(9)] for w in words])
    every = np.ones(9, bool)
    assert best_path(said([(0, 3), (1, 2)], [(2, 3)], [(3, 3)]), every) == [1, 2, 3]
    assert best_path(said([(0, 9)], [(3, 3), (4, 2)]), every) == [0, 4]
    assert best_path(said([(1, 5)], [(2, 5), (3, 4)], [(0, 9)]), every) == [0, 0, 0]
    assert best_path(np.zeros((0, 9)), every) == []
