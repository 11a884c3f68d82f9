"""Every form is read to the same thing; counts of the corpora where they are at hand."""
import json
import os
from pathlib import Path

import pytest

import corpus
from corpora import distinct_test, open_corpus
from readers import crossre, docred, dygiepp, knowledgenet, re3d

SHARED = Path(os.environ.get("ESPALIER_SHARED", Path(__file__).parents[4] / "shared"))
CORPORA = SHARED / "data" / "corpora"
here = pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")


def same(a, b):
    named = lambda x: (x.words, sorted(x.entities), sorted((x.entities[h], x.entities[t], k) for h, t, k in x.relations))
    return named(a) == named(b)


def test_forms_of_one_sentence(tmp_path):
    want = corpus.Example("Ann flew 🛫 to Rome".split(), [(0, 1, "P"), (4, 5, "L")], [(0, 1, "went")])
    line = {"doc_key": "d", "sentences": [["Hi"], want.words], "ner": [[], [[1, 1, "P"], [5, 5, "L"]]], "relations": [[], [[1, 1, 5, 5, "went"]]]}
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    assert same(dygiepp.read(tmp_path / "a.jsonl")[1], want)
    line = {"doc_key": "d", "sentence": want.words, "ner": [[0, 0, "P"], [4, 4, "L"]], "relations": [[0, 0, 4, 4, "went", "", True, False]]}
    (tmp_path / "b.jsonl").write_text(json.dumps(line))
    assert same(crossre.read(tmp_path / "b.jsonl")[0], want)
    mention = lambda s, e, k: {"pos": [s, e], "type": k, "sent_id": 0, "name": ""}
    document = {"sents": [want.words], "vertexSet": [[mention(0, 1, "P")], [mention(4, 5, "L")]], "labels": [{"h": 0, "t": 1, "r": "went"}]}
    (tmp_path / "c.json").write_text(json.dumps([document]))
    assert same(docred.read(tmp_path / "c.json")[0], want)
    text = "Ann flew 🛫 to Rome"
    fact = {"property": "PLACE_OF_RESIDENCE", "subject": {"start": 0, "end": 3}, "object": {"start": 14, "end": 18}}
    (tmp_path / "d.jsonl").write_text(json.dumps({"document_id": "1", "passage_start": 0, "fold": 1, "text": text, "annotated_properties": [], "facts": [fact]}))
    got = knowledgenet.read(tmp_path / "d.jsonl")[0]
    assert got.partial and got.entities == [(0, 1, "PER"), (4, 5, "LOC")] and got.relations == [(0, 1, "PLACE_OF_RESIDENCE")]


@here
def test_splits_are_those_of_the_papers():
    count = lambda c: {p: (len(xs), sum(len(x.entities) for x in xs), sum(len(x.relations) for x in xs)) for p, xs in c.parts.items()}
    news = open_corpus("conll04", SHARED)
    assert count(news) == {"train": (922, 3377, 1283), "dev": (231, 893, 343), "test": (288, 1079, 422)}
    assert 288 - len(distinct_test(news, news.get("train,dev"))) == 19 and 288 - len(distinct_test(news, news.get("train"))) == 18
    assert [n for n, *_ in count(open_corpus("scierc", SHARED)).values()] == [1861, 275, 551]
    folds = [open_corpus("ade-sentences", SHARED, f) for f in range(10)]
    assert sum(len(f.parts["test"]) for f in folds) == 4153 and [len(p) for p in folds[0].parts.values()] == [3178, 560, 415]
    whole = open_corpus("ade", SHARED, 0).get("train,dev,test")
    assert len(whole) == 4272 and sum(len(x.entities) for x in whole) == 10599 and sum(len(x.relations) for x in whole) == 6582
    assert sum(not x.relations for x in whole) == 103


@here
def test_symmetric_relations_stand_in_textual_order():
    for x in open_corpus("scierc", SHARED).get("train,test"):
        assert all(x.entities[h][0] <= x.entities[t][0] for h, t, k in x.relations if k in ("COMPARE", "CONJUNCTION"))


@here
def test_two_forms_of_one_corpus_agree():
    ours, theirs = corpus.read(CORPORA / "scierc/scierc_dev.json"), dygiepp.read(CORPORA / "scierc/dygiepp_dev.jsonl")
    assert len(ours) == len(theirs) and all(same(a, b) for a, b in zip(ours, theirs))
    ours, theirs = corpus.read(CORPORA / "crossre/spert_ai_dev.json.gz"), crossre.read(CORPORA / "crossre/original_ai_dev.jsonl.gz")
    assert len(ours) == len(theirs) and sum(same(a, b) for a, b in zip(ours, theirs)) > 0.98 * len(ours)
    sentences = [x for x in docred.read(CORPORA / "redocred/redocred_dev.json.gz")]
    assert len(sentences) == 4110
    facts = knowledgenet.read(CORPORA / "knowledgenet/knowledgenet_train.jsonl.gz")
    assert len(facts) == 4293 and {x.about["fold"] for x in facts} == {1, 2, 3}
    examples, bad = re3d.read(CORPORA / "re3d/centcom")
    assert examples and sum(len(x.relations) for x in examples) > 50 and bad < 20
