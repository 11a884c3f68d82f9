"""Writes test/fixtures/heads: a tiny head of each system as ONNX, one sentence as an encoder would give it, and what PyTorch
makes of every cell of it (of SpERT: of every pair of spans). The engine's X-ray must read the same from the exported graph.

`python tests/write_heads.py FOLDER`
"""
import json
import sys
from pathlib import Path

import torch

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
import tiny  # noqa: E402
from encoder import Encoded  # noqa: E402
from export import write_head  # noqa: E402

tiny.CONFIG = {**tiny.CONFIG, "hidden_size": 16, "intermediate_size": 16}
tiny.OPTIONS = {"tablert": {}, "tablert-cnn": {"hidden": (8,)}, "dytnet": {"hidden": 8}, "spert": {}, "table-sequence": {"hidden": 8, "layers": 1, "heads": 2}}
WORDS = 9


def plain(x):
    return {"dims": list(x.shape), "data": [round(v, 5) for v in x.flatten().tolist()]}


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for system in tiny.OPTIONS:
        model = tiny.tiny(system)
        if system == "table-sequence":
            with torch.no_grad():
                model.head.tag.bias[[1, 3]] += 1.5  # some names
        write_head(model, system, folder / f"{system}.onnx")
        torch.manual_seed(3)
        words = torch.round(torch.randn(1, WORDS, model.encoder.width) * 64) / 64
        encoded = Encoded(words, torch.ones(1, WORDS, dtype=torch.bool), words[:, 0, :16].contiguous(), None)
        with torch.no_grad():
            if system == "spert":
                model.head.open(encoded)
                spans, tags, pairs, cells = model.head.found(encoded, model.head.candidates(encoded.mask))
                dense = {"spans": plain(spans), "tags": plain(tags), "pairs": plain(pairs), "cells": plain(cells)}
            else:
                tags, cells = model.head.lazy(encoded) if system == "table-sequence" else model.head(encoded, None)
                dense = {"tags": plain(tags), "cells": plain(cells)}
        text = json.dumps({"words": plain(words), "sentence": plain(encoded.sentence), **dense}, separators=(",", ":"))
        (folder / f"{system}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
