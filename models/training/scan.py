"""Recurrences in an exported graph: a node of ours becomes a Scan whose body is exported from the step PyTorch runs."""
import io

import onnx
import torch
from onnx import helper
from torch import nn

from systems.md_gru import step as diagonal_step
from systems.pair_product import add_row
from systems.tablert import step as word_step

OPSET = 17


class Body(nn.Module):
    """States and scanned inputs in, then constants of the outer graph; states and scanned outputs out."""

    def __init__(self, call):
        super().__init__()
        self.call = call

    def forward(self, *inputs):
        return self.call(*inputs)


def walk_body(state, g, under, inside, weight, uses):
    new = diagonal_step(state, g, under, inside, weight, uses)
    return new, new + 0.0  # the state and what is kept of it need two names


def export_body(call, inputs, constants, outputs):
    """`inputs`: example tensors whose axes but the last are free; `constants`: the number of trailing ones kept outside."""
    names = [f"in{k}" for k in range(len(inputs))]
    free = {n: {a: f"{n}_{a}" for a in range(t.dim()) if t.dim() == 1 or a < t.dim() - 1} for n, t in zip(names[: len(names) - constants], inputs)}
    data = io.BytesIO()
    torch.onnx.export(Body(call).eval(), tuple(inputs), data, input_names=names, output_names=[f"out{k}" for k in range(outputs)],
                      dynamic_axes=free, opset_version=OPSET, dynamo=False)
    return onnx.load_from_string(data.getvalue()).graph


def inline(graph, prefix, outer):
    """The graph as a body: every name gets a prefix; trailing inputs become names of the outer graph."""
    kept = graph.input[: len(graph.input) - len(outer)]
    new = dict(zip([i.name for i in graph.input[len(kept) :]], outer))
    name = lambda n: new.get(n, prefix + n) if n else n
    nodes = []
    for node in graph.node:
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        copy.name = prefix + node.name
        copy.input[:], copy.output[:] = [name(n) for n in node.input], [name(n) for n in node.output]
        nodes.append(copy)
    weights = []
    for w in graph.initializer:
        copy = onnx.TensorProto()
        copy.CopyFrom(w)
        copy.name = name(w.name)
        weights.append(copy)
    plain = lambda v: helper.make_tensor_value_info(name(v.name), v.type.tensor_type.elem_type, None)
    return helper.make_graph(nodes, prefix + "body", [plain(i) for i in kept], [plain(o) for o in graph.output], initializer=weights)


def walk_plan(a):
    """(body, example inputs: states, scanned, constants; states; scanned; axis of the scan)."""
    uses, h, c = a["uses"].decode().split(","), a["h"], a["c"]
    uses = [u for u in uses if u]
    p, moved = len(uses), len(uses) - ("layer" in uses)
    tables = [torch.zeros(c, 1, 3, k) for k in (h, (4 + p) * h, h, 1)]
    return lambda *x: walk_body(*x, uses), [*tables, torch.zeros(c, moved * h, (3 + p) * h)], 1, 3, 0


def greedy_plan(a):
    d, tags = a["d"], a["tags"]
    examples = [torch.zeros(2, d), torch.zeros(2, dtype=torch.long), torch.zeros(2, d), torch.zeros(2, tags), torch.zeros(d, tags), torch.zeros(tags, tags)]
    return word_step, examples, 2, 2, 1


def mean_plan(a):
    h = a["h"]
    return add_row, [torch.zeros(2, h), torch.zeros(2, h), torch.zeros(2), torch.zeros(2, 3, h), torch.zeros(2, 3)], 1, 2, 1


PLANS = {"Walk": walk_plan, "Greedy": greedy_plan, "PairMean": mean_plan}


def to_scan(node, prefix):
    """The Scan that takes a node's place."""
    call, examples, states, scanned, axis = PLANS[node.op_type]({x.name: helper.get_attribute_value(x) for x in node.attribute})
    constants = len(examples) - states - scanned
    kept = 0 if node.op_type == "PairMean" else 1  # what is gathered; a sum is its last state
    graph = inline(export_body(call, examples, constants, states + kept), prefix, node.input[states + scanned :])
    last = [f"{prefix}last{k}" for k in range(states)]
    outputs = [*last, node.output[0]] if kept else [node.output[0]]
    axes = {"scan_input_axes": [axis] * scanned} | ({"scan_output_axes": [axis]} if kept else {})
    return helper.make_node("Scan", node.input[: states + scanned], outputs, name=prefix + "scan", body=graph, num_scan_inputs=scanned, **axes)


def replace_recurrences(path):
    """Rewrites the file; nodes of ours become Scans."""
    model = onnx.load(str(path))
    nodes = []
    for k, node in enumerate(model.graph.node):
        nodes.append(to_scan(node, f"{node.op_type.lower()}{k}_") if node.domain == "espalier" else node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    kept = [o for o in model.opset_import if o.domain != "espalier"]
    del model.opset_import[:]
    model.opset_import.extend(kept)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
