"""The tables both languages replay still decode as written; fitted curves rise and say what is right."""
import json
import random
from pathlib import Path

import numpy as np
import pytest

from calibrate import error, isotonic, reach, rising
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
    pairs = [(p, rng.random() < p * p) for p in (rng.random() for _ in range(4000))]
    points = rising(isotonic(pairs))
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in zip(points, points[1:]))
    mended = [(float(np.interp(p, *zip(*points))), y) for p, y in pairs]
    assert error(mended) < 0.02 < 0.1 < error(pairs)
    assert sum(y for p, y in pairs if p >= reach(pairs, 0.8)) >= 0.8 * sum(p >= reach(pairs, 0.8) for p, _ in pairs)
    assert reach([(0.9, False)] * 20, 0.8) is None
