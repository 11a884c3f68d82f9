"""Every row of every experiment can be trained a step, read, decoded and measured; and its settings have one name."""
import json
import random
from dataclasses import asdict
from types import SimpleNamespace

import pytest
import torch

from batch import batches, collate
from corpus import Example
from encoder import Encoder
from evaluate import predict
from experiments.listing import EXPERIMENTS, FIRST
from experiments.svg import chart
from model import Model
from settings import from_json, settings
from systems import SYSTEMS
from tiny import CONFIG, LABELS
from train import see

PIECES = SimpleNamespace(cls=1, sep=2, of=lambda word: [3 + len(word)] * (1 + len(word) % 2))
EXAMPLES = [
    Example("Ann flew 🛫 to old Rome with Bo".split(), [(0, 1, "a"), (4, 6, "b"), (7, 8, "a")], [(1, 0, "r"), (0, 2, "s")], key="1"),
    Example("It rained".split(), key="2"), Example(["Bo"], [(0, 1, "a")], key="3"),
]
ROWS = [row for e in EXPERIMENTS.values() for row in e.rows]
FORMS = {json.dumps([s.system, s.options, s.attention, s.layer if isinstance(s.layer, str) else None, s.pool, s.frozen]): s for row in ROWS for s in row.runs([1])}


@pytest.mark.parametrize("s", FORMS.values(), ids=lambda s: s.key)
def test_a_step_of_every_form(s):
    torch.manual_seed(0)
    encoder = Encoder(CONFIG, s.layer if isinstance(s.layer, str) else None, 8, pool=s.pool, attention=s.attention)
    options = s.options | ({"hidden": 16} if s.system == "table-sequence" else {})
    model = Model(encoder, SYSTEMS[s.system](encoder, LABELS, **options))
    for x in EXAMPLES:
        model.head.prepare(x)
    kept = see(model, EXAMPLES, PIECES, "cpu") if s.frozen else None
    model.train()
    model.head.begin(0, 8)
    for some in batches(EXAMPLES, 3, random.Random(1)):
        batch = collate(some, PIECES, kept=kept)
        loss = model.head.loss(model(batch), batch)
        loss.backward()
        assert torch.isfinite(loss) and any(p.grad is not None for p in model.head.parameters())
    found = predict(model, EXAMPLES, PIECES, kept=kept, rules=model.head.rules)[model.head.rules[0]]
    predict(model, EXAMPLES, PIECES, kept=kept, rules=model.head.rules[:1], gold=True)
    assert isinstance(model.head.measure(model, EXAMPLES, found, PIECES, "cpu", kept), dict)


def test_names_of_runs():
    assert set(FIRST) == set(EXPERIMENTS) - {"C3", "C4", "C7"}  # those three show runs of others
    keys = {}
    for row in ROWS:
        for s in row.runs([1, 2]):
            assert from_json(json.loads(json.dumps(asdict(s)))).key == s.key == settings(**asdict(s)).key
            assert keys.setdefault(s.key, s) == s
    assert settings("dytnet", seed=1).key != settings("dytnet", seed=2).key


def test_charts_are_well_formed():
    from xml.dom.minidom import parseString

    parseString(chart("a < b", "x", "y", {"one": [(0, 3.0), (6, 80.5)], "two, frozen": [(1, 2.0)]}))
