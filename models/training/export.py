"""Encoder and heads as ONNX: fp32 as traced, and int8 (signed, per channel, dynamic)."""
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import nn

from encoder import Encoded
from scan import OPSET, replace_recurrences

INPUTS = ["input_ids", "attention_mask", "piece_shapes", "word_start", "word_count", "word_shapes"]
# What a head reads beside `words`, and what it gives: names and free axes.
UPPER = {"tag_logits": {0: "batch", 1: "words"}, "cells": {0: "cells"}, "relation_logits": {0: "cells"}}
WHOLE = {"tag_logits": {0: "batch", 1: "words"}, "relation_logits": {0: "batch", 1: "words", 2: "words"}}
SPANS = {"spans": {0: "spans"}, "span_logits": {0: "spans"}, "pairs": {0: "pairs"}, "relation_logits": {0: "pairs"}}
FORMS = {"tablert": UPPER, "tablert-cnn": UPPER, "dytnet": UPPER, "table-sequence": WHOLE, "spert": SPANS}


class EncoderGraph(nn.Module):
    """int32 in, because JavaScript has no cheap 64-bit integers. Out: `words` and `sentence`, the classifier token."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, *inputs):
        encoded = self.encoder(*(x.long() for x in inputs))
        out = (encoded.words, encoded.sentence)
        return out if encoded.attention is None else (*out, encoded.attention)


class HeadGraph(nn.Module):
    def __init__(self, head, inputs):
        super().__init__()
        self.head, self.inputs = head, inputs

    def forward(self, *given):
        x = dict(zip(self.inputs, given))
        encoded = Encoded(x["words"], x["word_count"] > 0, x.get("sentence"), x.get("attention"))
        return tuple(y.int() if y.dtype == torch.long else y for y in self.head.lazy(encoded))


def head_inputs(system, model):
    extra = ["sentence"] if system == "spert" else ["attention"] if system == "table-sequence" and model.encoder.attention else []
    return ["words", "word_count", *extra]


def example():
    ids = [[101, 7, 8, 9, 102], [101, 7, 8, 102, 0]]
    rows = (ids, [[1] * 5, [1] * 4 + [0]], [[0, 1, 1, 2, 0]] * 2, [[1, 2], [1, 2]], [[1, 2], [2, 0]], [[1, 2], [2, 0]])
    return tuple(torch.tensor(r, dtype=torch.int32) for r in rows)


def write_encoder(encoder, path):
    args = example()
    axes = {n: {0: "batch", 1: "pieces"} for n in INPUTS[:3]} | {n: {0: "batch", 1: "words"} for n in INPUTS[3:] + ["words"]}
    axes |= {"sentence": {0: "batch"}, "attention": {0: "batch", 1: "words", 2: "words"}}
    outputs = ["words", "sentence"] + (["attention"] if encoder.attention else [])
    torch.onnx.export(EncoderGraph(encoder).eval(), args, str(path), input_names=INPUTS, output_names=outputs, dynamic_axes=axes,
                      opset_version=OPSET, dynamo=False)


def write_head(model, system, path):
    getattr(model.head, "fold", lambda: None)()
    args = example()
    with torch.no_grad():
        encoded = model.encoder(*(a.long() for a in args))
    given = {"words": encoded.words, "word_count": args[4], "sentence": encoded.sentence, "attention": encoded.attention}
    names, form = head_inputs(system, model), FORMS[system]
    axes = {n: {0: "batch", 1: "words"} for n in ("words", "word_count")} | {"sentence": {0: "batch"}, "attention": {0: "batch", 1: "words", 2: "words"}}
    torch.onnx.export(HeadGraph(model.head, names).eval(), tuple(given[n] for n in names), str(path), input_names=names,
                      output_names=list(form), dynamic_axes=axes | form, opset_version=OPSET, dynamo=False)
    getattr(model.head, "unfold", lambda: None)()
    replace_recurrences(path)


def fuse(path, heads, width):
    """Attention and GELU as one node each; residual + LayerNorm stay two (fused they cost a quarter of the time at int8). So do
    bias + GELU: the bias goes into the int8 product for nothing, and GELU alone takes two thirds of the time of the two."""
    options = FusionOptions("bert")
    options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = options.enable_embed_layer_norm = options.enable_bias_gelu = False
    fused = optimizer.optimize_model(str(path), "bert", num_heads=heads, hidden_size=width, optimization_options=options, opt_level=0)
    counts = {op: sum(n.op_type == op for n in fused.model.graph.node) for op in ("Attention", "Gelu", "LayerNormalization")}
    out = path.with_name("encoder.fused.onnx")
    fused.save_model_to_file(str(out))
    return out, counts


def quantise(source, target, kinds):
    """The last linear map of a table head stays fp32: it is tiny, and int8 logits of logits are noise. So does any that gives
    fewer than 64 numbers: reducing its input to int8 takes longer than the product saves. And weights with an axis for copies
    (the MD-GRU's), for which the runtime has no int8 product."""
    graph = onnx.load(str(source)).graph
    kept = {w.name for w in graph.initializer if len(w.dims) > 2 or ("tap" in w.name or "band" in w.name)}
    plain = [n.name for n in graph.node if n.op_type == "MatMul" and ("/tag/" in n.name or kept & set(n.input))]
    quantize_dynamic(str(source), str(target), op_types_to_quantize=kinds, nodes_to_exclude=plain, per_channel=True, weight_type=QuantType.QInt8,
                     extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})
