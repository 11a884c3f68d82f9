"""The tables both languages replay still decode as written; fitted curves rise and say what is right."""
import json
import random
from pathlib import Path

import numpy as np
import pytest

from calibrate import reach
from curves import error, fit_curve, held_out, least_error, points, read_curve, surprise
from decoders.product import DECODERS

FOLDER = Path(__file__).parents[3] / "test" / "fixtures" / "decoders"


@pytest.mark.parametrize("system", DECODERS)
def test_fixtures(system):
    lines = (FOLDER / f"{system}.jsonl").read_text().splitlines()
    assert len(lines) == 40
    for line in lines:
        x = json.loads(line)
        outputs = {k: np.array(v["data"], dtype=np.float32 if "logits" in k else np.int32).reshape(v["dims"]) for k, v in x["outputs"].items()}
        mentions, relations = DECODERS[system](outputs, x["schema"], x["calibration"], x["off"])
        for got, want in ((mentions, x["mentions"]), (relations, x["relations"])):
            assert [list(g[:3]) for g in got] == [w[:3] for w in want]
            assert np.allclose([g[3] for g in got], [w[3] for w in want], atol=1e-12)


def test_a_curve_mends_what_is_too_sure():
    rng = random.Random(5)
    facts = [(i // 4, "ab"[i % 2], p, rng.random() < p * p * (0.6, 1)[i % 2]) for i, p in enumerate(rng.random() for _ in range(4000))]
    curve = fit_curve(facts, 3)
    own = points(curve, facts, ("a", "b", "never"))
    assert all(a[0] < b[0] and a[1] <= b[1] for ps in own.values() for a, b in zip(ps, ps[1:]))
    assert all(own["a"][i][1] < own["never"][i][1] < own["b"][i][1] for i in range(4, 12))  # at the ends all are 0 or 1
    mended = [(float(np.interp(p, *zip(*own[k]))), y) for _, k, p, y in facts]
    bare = [f[2:] for f in facts]
    assert error(mended) < 0.03 < 0.1 < error(bare)
    told = [(p, y) for p, y in mended if p >= reach(mended, 0.7)]
    assert min(sum(x) for x in zip(*told)) >= 0.7 * len(told) > 0
    assert reach([(0.9, False)] * 20, 0.8) is None and reach([(0.7, True)] * 20, 0.8) is None


def test_a_type_shifts_only_where_that_helps_sentences_it_has_not_seen():
    rng = random.Random(11)
    facts = [(i, "ab"[i % 2], p, rng.random() < p) for i, p in enumerate(rng.random() for _ in range(120))]
    assert surprise(held_out(facts, float("inf"))) <= surprise(held_out(facts, 0.01))
    apart = [(i, k, p, rng.random() < (p if k == "a" else p / 4)) for i, k, p, _ in facts]
    assert surprise(held_out(apart, 1)) < surprise(held_out(apart, float("inf")))


def test_a_curve_stands_what_it_is_given():
    """Facts all right, all wrong, all of one score: points that rise and are probabilities."""
    for facts in ([(i, "a", i / 50, True) for i in range(50)], [(i, "a", i / 50, False) for i in range(50)], [(i, "a", 0.5, i < 9) for i in range(50)], [(i, "a", i / 50, i < 25) for i in range(50)]):
        own = points(fit_curve(facts, 10), facts, ["a"])["a"]
        assert all(0 <= y <= 1 for _, y in own) and all(a[0] < b[0] and a[1] <= b[1] for a, b in zip(own, own[1:]))
    assert read_curve((0.0, 1.0, {}), "a", 0.3) == pytest.approx(0.3)


def test_right_scores_show_an_error_too():
    few, many = ([(p / n, None) for p in range(n)] for n in (300, 3000))
    assert 0.03 < least_error(few, 200)[0] < 0.06 and least_error(many, 50)[1] < 0.03
