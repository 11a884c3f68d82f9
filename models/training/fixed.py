"""Int8 graphs whose activations have scales of their own instead of the scale of whatever stands in the call: a sentence's result
is then the same in any company, and several can be run at once.

    fixed.py [--folder work/out] HEAD…      measures on sentences of training and of ours, and rewrites encoder.onnx and HEAD/head.onnx

The range of an activation hardly differs between sentences, since [CLS] and [SEP] set it; so the widest one seen serves all,
and what a stranger sentence has beyond it is clipped.
"""
import argparse
import json
import os
import random
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from batch import collate
from corpus import Example
from export import INPUTS
from heads import open_head
from shipped import open_graph
from words import MAX_PIECES, Pieces

GOLDEN = Path(__file__).with_name("golden")
OF_EACH = 100  # sentences of training that a head gives
LOW, HIGH = "/least", "/most"


def own_sentences():
    """The golden ones, and what nobody writes."""
    lines = [line for f in sorted(GOLDEN.glob("*.txt")) for line in f.read_text().splitlines()]
    odd = ["🛫 🛫 🛫", "§ 12 ( 3 ) b )", "ACME INC. OF GENEVA", "0.1 0.22 3,000 4e-7 12:30", "x", "https://example.org/a/b?c=d", "Straße über Zürich , 東京 und Ōsaka", "- - - - - - - -"]
    return [Example(line.replace("|", " ").split(" ")) for line in lines + odd]


def sentences(heads, shared):
    """Of each head's own training sentences a hundred, always the same, and ours."""
    names = dict.fromkeys(h.split("/")[0] for h in heads)
    return [x for name in names for x in sample(open_head(name, shared, "train").core)] + own_sentences()


def sample(examples):
    return random.Random(1).sample(examples, min(OF_EACH, len(examples)))


def quantised(graph):
    """Names of the activations that get a scale in each call."""
    return list(dict.fromkeys(n.input[0] for n in graph.node if n.op_type == "DynamicQuantizeLinear"))


def with_ranges(source, target):
    """The same graph that also gives the least and the greatest of each such activation."""
    model = onnx.load(str(source))
    for name in quantised(model.graph):
        for op, end in (("ReduceMin", LOW), ("ReduceMax", HIGH)):
            model.graph.node.append(helper.make_node(op, [name], [name + end], keepdims=0))
            model.graph.output.append(helper.make_tensor_value_info(name + end, TensorProto.FLOAT, []))
    onnx.save(model, str(target))
    return target


class Ranges(dict):
    """Activation → (least, greatest) seen, with 0 among them."""

    def see(self, outputs):
        for name in [n.removesuffix(LOW) for n in outputs if n.endswith(LOW)]:
            low, high = self.get(name, (0.0, 0.0))
            self[name] = min(low, float(outputs[name + LOW])), max(high, float(outputs[name + HIGH]))


def measure(folder, heads, examples):
    """Ranges of the encoder and of each head, over sentences that a pass can hold, each alone."""
    pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
    paths = {where: folder / where for where in ["encoder.onnx", *(f"{h}/head.onnx" for h in heads)]}
    asked = {w: open_graph(with_ranges(p, p.with_suffix(".ranges"))) for w, p in paths.items()}
    seen = {w: Ranges() for w in paths}
    for x in examples:
        feeds = {n: t.to(torch.int32).numpy() for n, t in zip(INPUTS, collate([x], pieces).tensors)}
        if not x.words or feeds["input_ids"].shape[1] > MAX_PIECES:
            continue
        for where, session in asked.items():
            outputs = dict(zip((o.name for o in session.get_outputs()), session.run(None, {i.name: feeds[i.name] for i in session.get_inputs()})))
            seen[where].see(outputs)
            feeds |= {n: v for n, v in outputs.items() if n in ("words", "sentence", "attention")}
    for path in paths.values():
        path.with_suffix(".ranges").unlink()
    return {paths[w]: ranges for w, ranges in seen.items()}


def fix(path, ranges):
    """Rewrites a graph: DynamicQuantizeLinear → QuantizeLinear by a constant, and each int8 product with what it is followed by
    (cast, scales, bias) → MatMulIntegerToFloat, as the runtime itself would fuse them were the scale not a constant."""
    model = onnx.load(str(path))
    graph = model.graph
    constants = {w.name for w in graph.initializer}
    vectors = {w.name for w in graph.initializer if len(w.dims) == 1}
    made_by, read_by = {o: n for n in graph.node for o in n.output}, {}
    for n in graph.node:
        for i in n.input:
            read_by.setdefault(i, []).append(n)
    new, spent = {}, set()
    for n in graph.node:
        if n.op_type == "DynamicQuantizeLinear":
            low, high = ranges[n.input[0]]
            scale = np.float32((high - low) / 255)
            zero = np.uint8(np.clip(np.rint(-low / scale), 0, 255))
            graph.initializer.extend([numpy_helper.from_array(np.array(v), name) for v, name in ((scale, n.output[1]), (zero, n.output[2]))])
            new[id(n)] = helper.make_node("QuantizeLinear", [n.input[0], *n.output[1:]], n.output[:1], name=n.name)
        elif n.op_type == "MatMulInteger":
            (cast,) = read_by[n.output[0]]
            (product,) = read_by[cast.output[0]]
            scales = made_by[next(i for i in product.input if i != cast.output[0])]
            assert (cast.op_type, product.op_type, scales.op_type) == ("Cast", "Mul", "Mul"), n.name
            of_weight = next(i for i in scales.input if i in constants)
            of_input = next(i for i in scales.input if i != of_weight)
            inputs, last = [*n.input[:2], of_input, of_weight, *n.input[2:]], product
            follows = read_by.get(product.output[0], [])
            bias = [i for f in follows if f.op_type == "Add" for i in f.input if i in vectors]
            if len(follows) == 1 and len(bias) == 1:
                inputs, last = [*inputs, *bias], follows[0]
            spent |= {id(x) for x in (cast, product, scales, last)}
            new[id(n)] = helper.make_node("MatMulIntegerToFloat", inputs, last.output[:1], name=n.name, domain="com.microsoft")
    nodes = [new.get(id(n), n) for n in graph.node if id(n) not in spent]
    del graph.node[:]
    graph.node.extend(nodes)
    if all(o.domain != "com.microsoft" for o in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(path))


def reduce_first(path):
    """Rewrites a graph: words are reduced to int8 before they are laid side by side (padded, sliced, concatenated), not after, so that a
    quarter of the bytes is moved and each word is reduced once. The same bits: padding is the number that stands for 0."""
    model = onnx.load(str(path))
    graph = model.graph
    made_by = {o: n for n in graph.node for o in n.output}
    for n in [n for n in graph.node if n.op_type == "QuantizeLinear"]:
        concat = made_by.get(n.input[0])
        slices = [made_by.get(i) for i in concat.input] if concat is not None and concat.op_type == "Concat" else []
        pads = {s.input[0] for s in slices if s is not None and s.op_type == "Slice"}
        pad = made_by.get(next(iter(pads), None))
        if not slices or len(pads) != 1 or any(s is None or s.op_type != "Slice" for s in slices) or pad is None or pad.op_type != "Pad":
            continue
        words, reduced = pad.input[0], n.output[0]
        n.input[0], n.output[0] = words, f"{words}_reduced"
        pad.input[0] = n.output[0]
        pad.input[2] = n.input[2]
        concat.output[0] = reduced
        graph.node.remove(n)
        graph.node.insert(0, n)
        moved = {pad.output[0], *(s.output[0] for s in slices), reduced}
        for value in [v for v in graph.value_info if v.name in moved]:
            graph.value_info.remove(value)
    onnx.save(model, str(path))


def fix_folder(folder, heads, shared):
    """Encoder and heads of a folder; what has fixed scales already is left. A head that lists spans or pairs stays as it is."""
    for path, ranges in measure(folder, heads, sentences(heads, shared)).items():
        fix(path, ranges)
        reduce_first(path)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("heads", nargs="+")
    for name, default in (("--folder", "work/out"), ("--shared", os.environ.get("ESPALIER_SHARED", "../../../shared"))):
        a.add_argument(name, default=default)
    a = a.parse_args()
    fix_folder(Path(a.folder), a.heads, a.shared)
    graphs = {h: onnx.load(str(Path(a.folder, h))).graph for h in ["encoder.onnx", *(f"{x}/head.onnx" for x in a.heads)]}
    print(json.dumps({h: sum(n.op_type == "QuantizeLinear" for n in g.node) for h, g in graphs.items()}))


if __name__ == "__main__":
    main()
