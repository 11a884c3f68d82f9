"""The Python side of bench:extract: the published layout run in PyTorch, and the graphs that the others run.

    published.py graphs FOLDER          writes FOLDER/{minilm,base}/{plain.onnx,…}: the plain export, and ours, with four heads over MiniLM
                                        (training sentences of $ESPALIER_SHARED fix the scales)
    published.py profile FOLDER         {"encoder":{operator: ms a sentence},"head":…} of rows on stdin, as below
    published.py serve minilm|base      answers {"batch":8,"rows":[[piece ids, word starts, word counts],…]} a line on stdin

Run with a Python that has torch, onnx and onnxruntime (`models/training/requirements.txt`).

The published layout is a rewrite for this comparison of what TablERT-CNN's program (055333c) computes: a table over the
sub-words of the padded batch, words pooled by a masked maximum over B×S×S×d, [e_i; e_j] by repeat and concatenation, two 3×3
convolutions, tags from the diagonal, and Python loops with .item() that decode. Without its loss, which it also computes.
"""
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

TRAINING = Path(__file__).parents[3] / "models" / "training"
sys.path.insert(0, str(TRAINING))

import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime as ort  # noqa: E402
import torch  # noqa: E402
from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from torch import nn  # noqa: E402

from dequantised import open_dequantised  # noqa: E402
from encoder import Encoder  # noqa: E402
from fixed import fix_folder  # noqa: E402
from export import INPUTS, fuse, quantise, write_encoder, write_head  # noqa: E402
from model import Model  # noqa: E402
from shipped import schema_labels  # noqa: E402
from systems.tablert_cnn import TablertCnn  # noqa: E402

SHIPPED = TRAINING.parent / "minilm"
BASE = {"hidden_size": 768, "layer_norm_eps": 1e-12, "vocab_size": 30522, "max_position_embeddings": 512, "num_attention_heads": 12,
        "intermediate_size": 3072, "num_hidden_layers": 12}


def open_model(which) -> Model:
    """The shipped MiniLM with its trained news head; or BERT-base's size with random weights, which finds (almost) nothing."""
    if which == "minilm":
        return open_dequantised(SHIPPED)
    torch.manual_seed(1)
    encoder = Encoder(BASE)
    head = TablertCnn(encoder, schema_labels(SHIPPED / "news" / "schema.json"))
    return Model(encoder, quiet(head)).eval()


def quiet(head):
    """Random weights that say nothing of every cell: decoding garbage would cost the published loops most."""
    with torch.no_grad():
        head.tag.bias[0] += 20
        head.later[0].bias[0] += 20
    return head


def plain_kernel(head) -> nn.Conv2d:
    """The first convolution as published, 2D → h over the table: each kernel spread evenly over the axis it was summed over."""
    width = head.row.shape[0] // 3
    conv = nn.Conv2d(2 * width, head.row.shape[1], 3, padding=1)
    side = lambda w: w.view(3, width, -1).permute(2, 1, 0)  # h × D × tap
    with torch.no_grad():
        conv.weight[:, :width] = side(head.row)[:, :, :, None] / 3
        conv.weight[:, width:] = side(head.column)[:, :, None, :] / 3
        conv.bias.copy_(head.bias)
    return conv


class Plain(nn.Module):
    """Encoder, words, [e_i; e_j], two plain convolutions over the whole table, tags from its diagonal."""

    def __init__(self, model, published):
        super().__init__()
        self.encoder, self.tag, self.published = model.encoder, model.head.tag, published
        second = model.head.later[0]
        self.first = plain_kernel(model.head)
        self.second = nn.Conv2d(self.first.out_channels, second.out_features, 3, padding=1)
        with torch.no_grad():
            self.second.weight.copy_(second.weight.view(second.out_features, 3, 3, -1).permute(0, 3, 1, 2))
            self.second.bias.copy_(second.bias)

    def words(self, x, start, count):
        """Published: a masked maximum with rows for S words; else a gather for N of them."""
        if not self.published:
            k = torch.arange(count.max(), device=x.device)
            index = start[:, :, None] + torch.minimum(k, (count - 1).clamp(min=0)[:, :, None])
            b, n, w = index.shape
            words = x.gather(1, index.reshape(b, n * w, 1).expand(-1, -1, x.shape[2])).view(b, n, w, -1).amax(2)
            return words * (count > 0)[:, :, None].to(x.dtype)
        b, s, _ = x.shape
        at = torch.arange(s)
        mask = torch.zeros(b, s, s, dtype=torch.bool)
        mask[:, : start.shape[1]] = (at >= start[..., None]) & (at < (start + count)[..., None])
        pooled = (x[:, None] + (~mask)[..., None] * -1e30).amax(2)
        return pooled * mask.any(-1)[..., None]

    def forward(self, ids, mask, piece_shapes, start, count, word_shapes):
        ids, mask, piece_shapes, start, count, word_shapes = (x.long() for x in (ids, mask, piece_shapes, start, count, word_shapes))
        e = self.encoder
        x = e.norm(e.word(ids) + e.position.weight[: ids.shape[1]] + e.segment + e.shape(piece_shapes))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in e.layers:
            x = layer(x, bias)[0]
        words = self.words(x, start, count)
        n = words.shape[1]
        shapes = e.word_shape(nn.functional.pad(word_shapes, (0, n - word_shapes.shape[1]))) if self.published else e.word_shape(word_shapes)
        words = torch.cat([words, shapes], -1)
        rows = words[:, :, None].repeat(1, 1, n, 1)
        columns = words[:, None].repeat(1, n, 1, 1)
        table = torch.cat([rows, columns], -1).permute(0, 3, 1, 2)
        cells = self.second(torch.relu(self.first(table))).permute(0, 2, 3, 1)
        return self.tag(torch.diagonal(cells, dim1=1, dim2=2).transpose(1, 2)), cells


def collate(rows):
    """[pieces, starts, counts] of each sentence, padded; shapes of words play no part in time."""
    s, n = max(len(r[0]) for r in rows), max(len(r[1]) for r in rows)
    pad = lambda xs, size: torch.tensor([x + [0] * (size - len(x)) for x in xs])
    shapes = [[1] * len(r[0]) for r in rows], [[1] * len(r[1]) for r in rows]
    ids, starts, counts = ([r[k] for r in rows] for k in range(3))
    return pad(ids, s), pad([[1] * len(i) for i in ids], s), pad(shapes[0], s), pad(starts, n), pad(counts, n), pad(shapes[1], n)


def decode(tags, cells, lengths):
    """The published loops: a tensor's element at a time."""
    found = 0
    for b, n in enumerate(lengths):
        best, labels = tags[b].argmax(-1), cells[b].argmax(-1)
        entities, begin = [], 0
        for i in range(n):
            tag = best[i].item()
            if tag == 0:
                begin = i + 1
            elif (tag - 1) % 4 >= 2:
                entities.append((begin, i + 1, (tag - 1) // 4))
                begin = i + 1
        relations = set()
        for i, j in labels[:n, :n].triu(1).nonzero():
            i, j = i.item(), j.item()
            head = next((e for e in entities if e[0] <= i < e[1]), None)
            tail = next((e for e in entities if e[0] <= j < e[1]), None)
            if head and tail:
                relations.add((head, tail, labels[i, j].item()))
        found += len(entities) + len(relations)
    return found


@torch.no_grad()
def serve(which):
    torch.set_num_threads(1)
    model = Plain(open_model(which), published=True).eval()
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        rows, size = asked["rows"], asked["batch"]
        wall, cpu, found = time.perf_counter(), time.process_time(), 0
        for at in range(0, len(rows), size):
            some = rows[at : at + size]
            found += decode(*model(*collate(some)), [len(r[1]) for r in some])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "found": found, "memory": peak}), flush=True)


def write_graphs(folder):
    axes = {n: {0: "batch", 1: "pieces" if k < 3 else "words"} for k, n in enumerate(INPUTS)}
    axes |= {"tags": {0: "batch", 1: "words"}, "cells": {0: "batch", 1: "words", 2: "words"}}
    rows = [[[101, 7, 8, 9, 102], [1, 2], [1, 2]], [[101, 7, 8, 102], [1, 2], [1, 1]]]
    for which in ("minilm", "base"):
        to = Path(folder) / which
        (to / "news").mkdir(parents=True, exist_ok=True)
        model = open_model(which)
        torch.onnx.export(Plain(model, published=False).eval(), tuple(x.int() for x in collate(rows)), str(to / "plain.onnx"), input_names=INPUTS, output_names=["tags", "cells"],
                          dynamic_axes=axes, opset_version=17, dynamo=False)
        write_encoder(model.encoder, to / "encoder.fp32.onnx")
        fused, _ = fuse(to / "encoder.fp32.onnx", model.encoder.layers[0].heads, model.encoder.plain_width)
        quantise(fused, to / "encoder.onnx", ["MatMul", "Attention", "Gather"])
        write_head(model, "tablert-cnn", to / "head.fp32.onnx")
        quantise(to / "head.fp32.onnx", to / "news" / "head.onnx", ["MatMul"])
    for name in ("biomedical", "science", "general"):
        # Of their schemas' sizes; random weights that find nothing.
        (to := Path(folder) / "minilm" / name).mkdir(exist_ok=True)
        head = quiet(TablertCnn(open_model("minilm").encoder, schema_labels(TRAINING / "schemas" / f"{name}.json")))
        write_head(Model(open_model("minilm").encoder, head).eval(), "tablert-cnn", to / "head.fp32.onnx")
        quantise(to / "head.fp32.onnx", to / "head.onnx", ["MatMul"])
    shared = os.environ.get("ESPALIER_SHARED", str(TRAINING.parents[2] / "shared"))
    for which, heads in (("minilm", ["news", "biomedical", "science", "general"]), ("base", ["news"])):
        shutil.copy(SHIPPED / "tokenizer.json", Path(folder) / which)
        fix_folder(Path(folder) / which, heads, shared)
    write_products(Path(folder))


def write_products(folder, m=37, k=384, n=1536, count=20):
    """products.onnx: int8 products with a weight each, streamed as an encoder's are; warm.onnx: with one weight, from the cache."""
    for name, weights in (("products", count), ("warm", 1)):
        rng, nodes, inits = np.random.default_rng(1), [helper.make_node("Cast", ["a"], ["u"], to=TensorProto.UINT8)], []
        inits += [numpy_helper.from_array(rng.integers(-127, 127, (k, n)).astype(np.int8), f"w{i}") for i in range(weights)]
        inits += [numpy_helper.from_array(np.array(x, np.int64), y) for x, y in (([0, 0], "zero"), ([1, 1], "one"))]
        for i in range(count):
            # A zero point each, or equal products would be computed once.
            inits.append(numpy_helper.from_array(np.array(100 + i, np.uint8), f"z{i}"))
            nodes += [helper.make_node("MatMulInteger", ["u", f"w{i % weights}", f"z{i}"], [f"y{i}"]), helper.make_node("Slice", [f"y{i}", "zero", "one"], [f"s{i}"])]
        nodes.append(helper.make_node("Concat", [f"s{i}" for i in range(count)], ["tags"], axis=1))
        value = helper.make_tensor_value_info
        graph = helper.make_graph(nodes, name, [value("a", TensorProto.INT32, [m, k])], [value("tags", TensorProto.INT32, [1, count])], inits)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        onnx.save(model, folder / f"{name}.onnx")


def profile(folder):
    """Every operator's tenth percentile over the sentences, so that a busy machine counts little."""
    rows, out = json.loads(sys.stdin.readline())["rows"], {}
    graphs = {n: Path(folder) / p for n, p in (("encoder", "encoder.onnx"), ("head", "news/head.onnx"))}
    for name, path in graphs.items():
        options = ort.SessionOptions()
        options.intra_op_num_threads, options.enable_cpu_mem_arena, options.enable_profiling = 1, False, True
        options.add_session_config_entry("optimization.disable_specified_optimizers", "SkipLayerNormFusion")
        options.profile_file_prefix = str(Path(tempfile.mkdtemp()) / name)
        session, plain = (ort.InferenceSession(str(p), o, ["CPUExecutionProvider"]) for p, o in ((path, options), (graphs["encoder"], ort.SessionOptions())))
        for row in rows:
            ids, starts, counts, piece_shapes, word_shapes = (np.array([x], np.int32) for x in row)
            feeds = dict(zip(INPUTS, (ids, np.ones_like(ids), piece_shapes, starts, counts, word_shapes)))
            if name == "head":
                feeds = {"words": plain.run(["words"], feeds)[0], "word_count": counts}
            for _ in range(5):
                session.run(None, feeds)
        seen = {}
        for e in json.loads(Path(session.end_profiling()).read_text()):
            if e.get("cat") == "Node" and e["name"].endswith("_kernel_time"):
                seen.setdefault((e["args"]["op_name"], e["name"]), []).append(e["dur"])
        sums = {}
        for (op, _), times in seen.items():
            # Of each five runs of a sentence the quickest.
            quick = [min(times[i : i + 5]) for i in range(0, len(times), 5)]
            sums[op] = sums.get(op, 0) + sum(quick) / len(rows) / 1000
        out[name] = dict(sorted(sums.items(), key=lambda x: -x[1]))
    print(json.dumps(out))


if __name__ == "__main__":
    {"graphs": write_graphs, "serve": serve, "profile": profile}[sys.argv[1]](sys.argv[2])
