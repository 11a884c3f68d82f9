"""Every row of every experiment can be trained a step, read, decoded and measured; and its settings have one name."""
import json
import random
from dataclasses import asdict
from types import SimpleNamespace

import pytest
import torch

from batch import batches, collate
from corpora import Corpus
from corpus import Example
from encoder import Encoder
from evaluate import predict
from experiments import report, row as rows, run
from experiments.cli import wanted
from experiments.listing import EXPERIMENTS, FIRST
from experiments.run import operations
from experiments.svg import chart
from model import Model
from settings import from_json, settings
from systems import SYSTEMS
from tiny import CONFIG, LABELS
from train import see, share_of_rate

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


def test_every_experiment_can_be_run_by_its_name():
    for name in EXPERIMENTS:
        assert wanted([name], [7], rows.MINILM, {}), name


def test_half_the_layers_of_an_encoder_of_twelve_are_five(monkeypatch):
    half = next(r for r in EXPERIMENTS["D2"].rows if r.name == "dytnet, half")
    assert [s.layer for s in half.runs([1])] == [3]
    monkeypatch.setattr(rows, "depth", lambda _: 12)
    assert [s.layer for s in half.runs([1], "bert")] == [5]


def test_ten_folds_on_another_encoder():
    row = next(r for r in EXPERIMENTS["C1"].rows if r.name == "tablert, ade")
    assert [s.fold for s in row.runs([1])] == [0, 1, 2] and [s.fold for s in row.runs([1], "bert")] == list(range(10))


def test_the_report_shows_a_seed_of_ones_own(monkeypatch, tmp_path):
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    monkeypatch.setattr(run, "RESULTS", tmp_path)
    row = next(r for r in EXPERIMENTS["C6"].rows if r.name == "all at once")
    (s,) = row.runs([77])
    half = {k: {"micro": {"f1": 0.5}} for k in ("ner", "re", "reStrict")}
    run.result_path(s).write_text(json.dumps({"scores": {"last": half}, "distinct": None, "seconds": 60, "machine": "m", "settings": {}}))
    assert report.cells(EXPERIMENTS["C6"], row, rows.MINILM)[2:4] == ["50.0 / 50.0 / 50.0", "77"]


def test_table_sequence_takes_its_papers_settings_on_another_encoder():
    passes = lambda corpus: settings("table-sequence", corpus=corpus, encoder="bert").epochs
    for corpus, sentences in (("conll04", 922), ("ade-sentences", 3178), ("scierc", 1861), ("ace05", 10051)):
        assert abs(passes(corpus) * -(-sentences // 24) - 20_000) < 220  # half a pass
    rate = lambda t: share_of_rate(settings("table-sequence", encoder="bert").fall, t, 1000, 20_000)
    assert rate(499) == 0.5 and rate(10_000) == 1 / 1.5 and rate(20_000) == 0.5
    assert share_of_rate(settings("spert").fall, 20_000, 1000, 20_000) == 0


def test_what_is_not_of_bert_base_names_its_encoder():
    for e in EXPERIMENTS.values():
        for row in e.rows:
            if e.name in ("T1", "T2", "T3", "T4", "T5", "T6", "T7") and row.paper != "–":
                assert "ALBERT-xxlarge" in e.title + row.paper or "BERT-large" in row.paper, (e.name, row.name)


def test_work_grows_with_the_sentence():
    encoder = Encoder(CONFIG, None, 8)
    model = Model(encoder, SYSTEMS["dytnet"](encoder, LABELS, hidden=64)).eval()
    short, long = (Example(["w"] * n) for n in (4, 24))
    assert 0 < operations(model, [short], PIECES, "cpu", None) < operations(model, [long], PIECES, "cpu", None) / 6


def test_a_run_leaves_its_figures(monkeypatch, tmp_path):
    encoder = Encoder(CONFIG, None, 8)
    model = Model(encoder, SYSTEMS["tablert-cnn"](encoder, LABELS))
    corpus = Corpus(LABELS, dict.fromkeys(("train", "dev", "test"), EXAMPLES))
    monkeypatch.setattr(run, "RESULTS", tmp_path)
    monkeypatch.setattr(run, "train", lambda *_: (model, PIECES, corpus, None, {"seconds": 1, "sentences": 3}))
    s = settings("tablert-cnn")
    run.run(s, "", tmp_path / "work")
    value = json.loads((tmp_path / f"{s.key}.json").read_text())
    assert value["gigaflops"] > 0 and set(value["scores"]) == {"last", "union", "sum"} and value["words"] == [8, 2, 1]
    run.run(s, "", None)  # finished: nothing is trained again
