"""Writes test/fixtures/own: a model folder as a person may train it, tiny and random. Its encoder is cased and therefore takes no shapes
of words; it gives its attention weights, and one of its two heads reads them. golden.json has what Python makes of a few sentences.

`python tests/write_own.py FOLDER`
"""
import json
import shutil
import sys
from pathlib import Path

import torch
from tokenizers import BertWordPieceTokenizer

sys.path[:0] = [str(Path(__file__).parents[1])]
from encoder import Encoder  # noqa: E402
from export import write_encoder, write_head  # noqa: E402
from golden import case  # noqa: E402
from labels import L, U, Labels  # noqa: E402
from model import Model  # noqa: E402
from seal import seal  # noqa: E402
from shipped import IDENTITY, Shipped  # noqa: E402
from systems import SYSTEMS  # noqa: E402
from weights import plain_tokenizer  # noqa: E402

LETTERS = [chr(c) for c in range(33, 127)]
CONFIG = {"hidden_size": 16, "layer_norm_eps": 1e-12, "vocab_size": 5 + 2 * len(LETTERS), "max_position_embeddings": 256, "num_attention_heads": 2,
          "intermediate_size": 16, "num_hidden_layers": 2}
LABELS = Labels(("Peop", "Loc"), ("Live_In", "Near"))
OPTIONS = {"tablert-cnn": {"hidden": (8,)}, "table-sequence": {"hidden": 8, "layers": 1, "heads": 2}}
LINES = ["Ann Lee lives in Oslo|.", "ann lee 🛫", "It rained in Rome and in Bergen|, near Oslo|, for Ann and Bo|."]


def tokenizer(scratch):
    scratch.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS)]) + "\n")
    value = json.loads(BertWordPieceTokenizer(str(scratch), lowercase=False).to_str())
    scratch.unlink()
    return json.dumps(plain_tokenizer(value), ensure_ascii=False, separators=(",", ":"))


def main():
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "tokenizer.json").write_text(tokenizer(folder / "vocab.txt") + "\n")
    definition = lambda name: {"name": name, "phrase": name.lower().replace("_", " "), "symmetric": name == "Near", "head": [], "tail": []}
    schema = {"name": "home", "entityTypes": list(LABELS.entity_types), "relationTypes": [definition(name) for name in LABELS.relation_types]}
    entries = []
    for system, options in OPTIONS.items():
        torch.manual_seed(11)
        encoder = Encoder(CONFIG, shape_width=0, attention=True)
        for name, p in encoder.named_parameters():
            if "norm" not in name:
                torch.nn.init.normal_(p, std=0.3)
        model = Model(encoder, SYSTEMS[system](encoder, LABELS, **options)).eval()
        for p in model.head.parameters():
            torch.nn.init.normal_(p, std=0.3)
        with torch.no_grad():
            model.head.tag.bias[[1, 3] if system == "table-sequence" else [1 + U, 5 + L]] += 1.5  # some names
        where = "home" if not entries else f"home/{system}"
        (folder / where).mkdir()
        if not entries:
            write_encoder(encoder, folder / "encoder.onnx")
            (folder / where / "schema.json").write_text(json.dumps(schema, indent=1) + "\n")
            (folder / where / "card.md").write_text("# home\n\nTiny and random, for tests.\n")
        write_head(model, system, folder / where / "head.onnx")
        (folder / where / "calibration.json").write_text(json.dumps(IDENTITY) + "\n")
        cases = [case(Shipped(folder, where, system), line) for line in LINES]
        (folder / where / "golden.json").write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")) + "\n")
        entries.append(f"{where}={system}")
        print(system, [(len(c["mentions"]), len(c["relations"])) for c in cases])
    seal(folder, "1.0.0", "CC0-1.0", entries)


if __name__ == "__main__":
    main()
