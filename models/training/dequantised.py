"""A shipped TablERT-CNN back from its int8 graphs: the same weights as floats, as a module that PyTorch runs.

For measurements and comparisons of graphs; the checkpoint it was exported from is not kept in the repository.
"""
import json
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from encoder import Encoder
from model import Model
from shipped import schema_labels
from systems.tablert_cnn import TablertCnn, neighbours


def floats(path):
    """(initializers by name, int8 ones as floats under the name they had before; nodes)."""
    graph = onnx.load(str(path)).graph
    raw = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
    out = {}
    for name, value in raw.items():
        if name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            out[base] = (value.astype(np.float32) - raw[f"{base}_zero_point"].astype(np.float32)) * raw[f"{base}_scale"]
        elif not re.search("_(scale|zero_point)$", name):
            out[name] = value
    return {n: torch.tensor(v) for n, v in out.items()}, graph.node


def encoder_of(path) -> Encoder:
    w, nodes = floats(path)
    of_node = {n.name.removesuffix("_quant"): n.input[1].removesuffix("_quantized") for n in nodes if "MatMul" in n.op_type}
    state = {n.removeprefix("encoder."): v for n, v in w.items() if n.startswith("encoder.")}
    layers = 1 + max(int(n.split(".")[1]) for n in state if n.startswith("layers."))
    heads = next(a.i for n in nodes if n.op_type in ("QAttention", "Attention") for a in n.attribute if a.name == "num_heads")
    width = state["norm.weight"].numel()
    for i in range(layers):
        for part in ("out", "up", "down"):
            state[f"layers.{i}.{part}.weight"] = w[of_node[f"/encoder/layers.{i}/{part}/MatMul"]].T
        for part, weight, bias in zip(("query", "key", "value"), w[f"Attention_{i}_qkv_weight"].split(width, 1), w[f"Attention_{i}_qkv_bias"].split(width)):
            state |= {f"layers.{i}.{part}.weight": weight.T, f"layers.{i}.{part}.bias": bias}
    config = {"hidden_size": width, "layer_norm_eps": 1e-12, "vocab_size": len(state["word.weight"]), "num_hidden_layers": layers,
              "max_position_embeddings": len(state["position.weight"]), "num_attention_heads": heads, "intermediate_size": state["layers.0.up.bias"].numel()}
    encoder = Encoder(config, shape_width=state["word_shape.weight"].shape[1])
    encoder.load_state_dict(state)
    return encoder


def open_dequantised(folder, head="news") -> Model:
    """`head` is a folder of a TablERT-CNN. Layer norms keep the published epsilon."""
    folder = Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert any(h["decoder"] == "tablert-cnn" and h.get("folder", h["name"]) == head for h in manifest["heads"]), head
    encoder = encoder_of(folder / "encoder.onnx")
    w, nodes = floats(folder / head / "head.onnx")
    module = TablertCnn(encoder, schema_labels(folder / head.split("/")[0] / "schema.json"), hidden=(w["head.bias"].numel(),))
    module.load_state_dict({n: w[f"head.{n}"] for n in ("row", "column", "bias")} | (folded(w) if "head.folded_tap00" in w else plain(w, nodes)))
    return Model(encoder, module).eval()


def plain(w, nodes):
    """Of heads exported until 0.1.0."""
    tag = next(n.input[1] for n in nodes if n.name == "/tag/MatMul")
    return {"later.0.weight": w["head.second.weight"], "later.0.bias": w["head.second.bias"], "tag.weight": w[tag].T, "tag.bias": w["head.tag.bias"]}


def folded(w):
    """The second kernel from its neighbours; tags from the band's middle, which is three taps through them."""
    taps = torch.stack([w[f"head.folded_tap{x}{y}"] for x, y in neighbours(3)]).double()
    middle = w["head.folded_band2"].double().unflatten(1, (3, -1))  # K_tag[x, x] for x = 0, 1, 2
    tag = torch.linalg.lstsq(torch.cat([taps[0], taps[4], taps[8]]), torch.cat([middle[:, x] for x in range(3)])).solution.T.float()
    kernel, bias = taps.float().permute(2, 0, 1).flatten(1), w["head.later.0.bias"]
    return {"later.0.weight": kernel, "later.0.bias": bias, "tag.weight": tag, "tag.bias": w["head.folded_tags_bias"] - tag @ bias}
