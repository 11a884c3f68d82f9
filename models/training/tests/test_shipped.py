"""The folder that is shipped: every golden case from words to relations, and no corpus text in it."""
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from golden import case, tokens
from shipped import Shipped

FOLDER = Path(__file__).parents[2] / "minilm"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())
HEADS = [(h.get("folder", h["name"]), h["decoder"]) for h in MANIFEST["heads"]]
LOGITS = ("tagLogits", "relationLogits", "spanLogits")


@pytest.mark.parametrize("head, decoder", HEADS)
def test_golden(head, decoder):
    model = Shipped(FOLDER, head, decoder)
    lines = (Path(__file__).parents[1] / "golden" / f"{head.split('/')[0]}.txt").read_text().splitlines()
    wanted = json.loads((FOLDER / head / "golden.json").read_text())
    assert len(lines) == len(wanted)
    bare = lambda rows: [{k: v for k, v in r.items() if k != "score"} for r in rows]
    for line, want in zip(lines, wanted):
        got = case(model, line)
        assert got.keys() == want.keys()
        for key in got.keys() - {"mentions", "relations", *LOGITS}:
            assert got[key] == want[key], (key, line)
        for key in got.keys() & set(LOGITS):
            assert np.abs(np.array(got[key]) - np.array(want[key])).max(initial=0) < 0.25, (key, line)
        assert bare(got["mentions"]) == bare(want["mentions"]) and bare(got["relations"]) == bare(want["relations"]), line


def test_a_folder_of_ones_own_whose_encoder_sees_capitals():
    own = Path(__file__).parents[3] / "test" / "fixtures" / "own"
    for h in json.loads((own / "manifest.json").read_text())["heads"]:
        where = h.get("folder", h["name"])
        for want in json.loads((own / where / "golden.json").read_text()):
            words = [want["text"].encode("utf-16-le")[2 * s : 2 * e].decode("utf-16-le") for s, e in want["tokens"]]
            mentions, relations = Shipped(own, where, h["decoder"]).extract(words)
            assert [m[2] for m in mentions] == [m["type"] for m in want["mentions"]] and len(relations) == len(want["relations"])


def test_manifest_tells_the_truth():
    for name, file in MANIFEST["files"].items():
        data = (FOLDER / name).read_bytes()
        assert len(data) == file["bytes"] and hashlib.sha256(data).hexdigest() == file["sha256"], name


def test_offsets_are_utf16():
    text, spans, words = tokens("Ann flew 🛫 home|.")
    assert text == "Ann flew 🛫 home." and words == ["Ann", "flew", "🛫", "home", "."]
    assert spans == [[0, 3], [4, 8], [9, 11], [12, 16], [16, 17]]
