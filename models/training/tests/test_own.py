"""own.py from a dozen sentences to a folder that reads, over an encoder that sees capitals."""
import json
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import save_file

from encoder import Encoder
from shipped import Shipped
from weights import NAMES

LETTERS = [chr(c) for c in range(33, 127)]
CONFIG = {"hidden_size": 16, "layer_norm_eps": 1e-12, "vocab_size": 5 + 2 * len(LETTERS), "max_position_embeddings": 256, "num_attention_heads": 2,
          "intermediate_size": 16, "num_hidden_layers": 2, "model_type": "bert"}


def encoder(folder: Path):
    """As a hub would give it: configuration, vocabulary, weights under their usual names."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false}')
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS)]) + "\n")
    own, state = Encoder(CONFIG, shape_width=0).state_dict(), {}
    for name, tensor in own.items():
        part = name.split(".")
        if part[0] == "layers":
            state[f"bert.encoder.layer.{part[1]}.{NAMES[part[2]]}.{part[3]}"] = tensor
    state |= {f"bert.embeddings.LayerNorm.{p}": own[f"norm.{p}"] for p in ("weight", "bias")}
    state |= {f"bert.embeddings.{n}_embeddings.weight": t for n, t in (("word", own["word.weight"]), ("position", own["position.weight"]), ("token_type", own["segment"][None].repeat(2, 1)))}
    save_file({n: t.clone() for n, t in state.items()}, folder / "model.safetensors")


def sentence(name, place):
    return {"tokens": [name, "lives", "in", place, "."], "entities": [{"type": "Peop", "start": 0, "end": 1}, {"type": "Loc", "start": 3, "end": 4}],
            "relations": [{"type": "Lives_In", "head": 0, "tail": 1}]}


@pytest.mark.parametrize("system", ("tablert-cnn", "table-sequence"))
def test_from_sentences_to_a_folder(tmp_path, system):
    encoder(tmp_path / "cased")
    data = tmp_path / "data"
    data.mkdir()
    rows = [sentence(n, p) for n in ("Ann", "Bo", "Ida", "Leo") for p in ("Oslo", "Rome", "Bergen")]
    for part, own in (("train", rows), ("dev", [*rows[:2], {"tokens": ["It", "cost", "$5"], "entities": [{"type": "Price", "start": 2, "end": 3}], "relations": []}])):
        (data / f"{part}.json").write_text(json.dumps(own))
    small = 'options={"hidden": 16, "layers": 1, "heads": 2}' if system == "table-sequence" else 'options={"hidden": [16]}'
    told = subprocess.run([sys.executable, "-W", "ignore", "own.py", f"home={system}", "--data", str(data), "--encoder", str(tmp_path / "cased"), "--to", str(tmp_path / "mine"),
                           "--set", "epochs=1", small], cwd=Path(__file__).parents[1], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "dev.json: Price are no types" in told.stdout
    manifest = json.loads((tmp_path / "mine" / "manifest.json").read_text())
    assert manifest["name"] == "mine" and manifest["heads"] == [{"name": "home", "decoder": system}]
    assert not (tmp_path / "mine.work").exists()
    Shipped(tmp_path / "mine", "home", system).extract("Ann lives in Oslo .".split())
