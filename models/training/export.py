"""A trained checkpoint to the model folder: encoder and head as ONNX, int8 (signed, per channel, dynamic)."""
import argparse
import json
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import nn

from train import open_model, schema_labels

OPSET = 17
INPUTS = ["input_ids", "attention_mask", "piece_shapes", "word_start", "word_count", "word_shapes"]


class EncoderGraph(nn.Module):
    """int32 in, because JavaScript has no cheap 64-bit integers."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, *inputs):
        return self.encoder(*(x.long() for x in inputs))


class HeadGraph(nn.Module):
    def __init__(self, head):
        super().__init__()
        self.head = head

    def forward(self, words, word_count):
        tags, cells, relations = self.head.lazy(words, word_count > 0)
        return tags, cells.int(), relations


def example():
    ids = [[101, 7, 8, 9, 102], [101, 7, 8, 102, 0]]
    rows = (ids, [[1] * 5, [1] * 4 + [0]], [[0, 1, 1, 2, 0]] * 2, [[1, 2], [1, 2]], [[1, 2], [2, 0]], [[1, 2], [2, 0]])
    return tuple(torch.tensor(r, dtype=torch.int32) for r in rows)


def write_fp32(model, folder):
    """encoder.fp32.onnx and head.fp32.onnx, as traced; the tests hold them to the dense table."""
    model.eval()
    args = example()
    axes = {n: {0: "batch", 1: "pieces"} for n in INPUTS[:3]} | {n: {0: "batch", 1: "words"} for n in INPUTS[3:] + ["words"]}
    torch.onnx.export(EncoderGraph(model.encoder).eval(), args, str(folder / "encoder.fp32.onnx"), input_names=INPUTS, output_names=["words"],
                      dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    words = model.encoder(*(a.long() for a in args))
    axes = {"words": {0: "batch", 1: "words"}, "word_count": {0: "batch", 1: "words"}, "tag_logits": {0: "batch", 1: "words"},
            "cells": {0: "cells"}, "relation_logits": {0: "cells"}}
    torch.onnx.export(HeadGraph(model.head).eval(), (words, args[4]), str(folder / "head.fp32.onnx"), input_names=["words", "word_count"],
                      output_names=["tag_logits", "cells", "relation_logits"], dynamic_axes=axes, opset_version=OPSET, dynamo=False)


def fuse(path, heads, width):
    """Attention and GELU as one node each; residual + LayerNorm stay two (fused they cost a quarter of the time at int8)."""
    options = FusionOptions("bert")
    options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = options.enable_embed_layer_norm = False
    fused = optimizer.optimize_model(str(path), "bert", num_heads=heads, hidden_size=width, optimization_options=options, opt_level=0)
    counts = {op: sum(n.op_type == op for n in fused.model.graph.node) for op in ("Attention", "BiasGelu", "LayerNormalization")}
    out = path.with_name("encoder.fused.onnx")
    fused.save_model_to_file(str(out))
    return out, counts


def quantise(source, target, kinds):
    """The last linear map of the head stays fp32: it is tiny, and int8 logits of logits are noise."""
    small = [n.name for n in onnx.load(str(source)).graph.node if n.op_type == "MatMul" and "/tag/" in n.name]
    quantize_dynamic(str(source), str(target), op_types_to_quantize=kinds, nodes_to_exclude=small, per_channel=True, weight_type=QuantType.QInt8,
                     extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})


def main():
    a = argparse.ArgumentParser()
    for name, default in (("--work", "work"), ("--checkpoint", "work/news.pt"), ("--folder", "../minilm"), ("--head", "news")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    folder, work = Path(a.folder), Path(a.work)
    model, _ = open_model(work, schema_labels(folder / a.head / "schema.json"))
    model.load_state_dict(torch.load(a.checkpoint, weights_only=True)["model"])
    write_fp32(model, work)
    config = json.loads((work / "minilm" / "config.json").read_text())
    fused, counts = fuse(work / "encoder.fp32.onnx", config["num_attention_heads"], config["hidden_size"])
    print(counts)
    quantise(fused, folder / "encoder.onnx", ["MatMul", "Attention", "Gather"])
    quantise(work / "head.fp32.onnx", folder / a.head / "head.onnx", ["MatMul"])
    shutil.copy(work / "minilm" / "tokenizer.json", folder / "tokenizer.json")
    for name in ("encoder.onnx", f"{a.head}/head.onnx"):
        print(name, (folder / name).stat().st_size)


if __name__ == "__main__":
    main()
