"""PyTorch dense = PyTorch lazy = ONNX fp32 for every system, alone and in any batch, on logits and on what is decoded."""
import numpy as np
import onnxruntime as ort
import pytest
import torch

from decoders.product import DECODERS
from export import FORMS, INPUTS, head_inputs, quantise, write_encoder, write_head
from tiny import LABELS, LENGTHS, OPTIONS, batch, inputs, tiny

SCHEMA = {"entityTypes": LABELS.entity_types, "relationTypes": [{"name": r, "head": [], "tail": []} for r in LABELS.relation_types]}
PLAIN = {"temperature": {"tags": 1, "relations": 1}, "threshold": {"mention": 0, "relation": 0}}


class Case:
    def __init__(self, system, folder, **options):
        self.system, self.model = system, tiny(system, **options)
        write_encoder(self.model.encoder, folder / "encoder.onnx")
        write_head(self.model, system, folder / "head.onnx")
        self.encoder, self.head = (ort.InferenceSession(str(folder / f"{n}.onnx"), providers=["CPUExecutionProvider"]) for n in ("encoder", "head"))

    def run(self, lengths):
        """Outputs by name."""
        feeds = {n: t.to(torch.int32).numpy() for n, t in zip(INPUTS, inputs(lengths))}
        names = [o.name for o in self.encoder.get_outputs()]
        given = dict(zip(names, self.encoder.run(names, feeds))) | {"word_count": feeds["word_count"]}
        names = list(FORMS[self.system])
        return dict(zip(names, self.head.run(names, {n: given[n] for n in head_inputs(self.system, self.model)})))

    @torch.no_grad()
    def lazy(self, lengths):
        encoded = self.model.encode(batch(lengths))
        return dict(zip(FORMS[self.system], (x.numpy() for x in self.model.head.lazy(encoded))))


@pytest.fixture(scope="module", params=[*OPTIONS, "table-sequence with attention"])
def case(request, tmp_path_factory):
    system, _, attention = request.param.partition(" ")
    return Case(system, tmp_path_factory.mktemp(system), attention=bool(attention))


def near(a, b, limit=1e-4):
    return a.shape == b.shape and np.abs(a - b).max(initial=0) < limit


@pytest.mark.parametrize("lengths", [LENGTHS, [1], [23]])
def test_graph_is_the_module(case, lengths):
    got, want = case.run(lengths), case.lazy(lengths)
    difference = {k: float(np.abs(got[k] - want[k]).max(initial=0)) for k in got}
    print(case.system, lengths, difference)
    assert all(near(got[k], want[k]) for k in got), difference


def test_a_sentence_does_not_depend_on_its_batch(case):
    together = case.run(LENGTHS)
    for b, n in enumerate(LENGTHS):
        alone = case.run([n])
        if "tag_logits" in alone:
            assert near(alone["tag_logits"][0], together["tag_logits"][b, :n])
        if case.system == "table-sequence":
            assert near(alone["relation_logits"][0], together["relation_logits"][b, :n, :n])
            continue
        where, places = ("cells", together["cells"]) if "cells" in together else ("spans", together["spans"])
        mine = places[:, 0] == b
        assert (alone[where][:, 1:] == places[mine][:, 1:]).all()
        if case.system == "spert":
            assert near(alone["span_logits"], together["span_logits"][mine])
            mine = np.isin(together["pairs"][:, 0], mine.nonzero()[0])
        assert near(alone["relation_logits"], together["relation_logits"][mine])


@torch.no_grad()
def test_decoded_by_the_product_as_by_the_papers(case):
    """With no temperature, threshold or type to mind both say the same, but for overlapping spans, which the product drops."""
    for n in LENGTHS:
        one = batch([n])
        ((entities, relations),) = case.model.head.decode(case.model(one), one, case.model.head.rules[0])
        mentions, related = DECODERS[case.system](case.run([n]), SCHEMA, PLAIN)
        if case.system == "spert":
            assert {m[:3] for m in mentions} <= set(entities)
            named = lambda e, r: {(e[h][:3], e[t][:3], k) for h, t, k, *_ in r}
            assert named(mentions, related) <= named(entities, relations)
        else:
            assert [m[:3] for m in mentions] == entities and sorted(r[:3] for r in related) == sorted(relations)


def test_int8_runs_and_is_near(case, tmp_path):
    """Not equal: the scale of dynamic int8 is that of a whole tensor. Small random weights are its worst case."""
    write_head(case.model, case.system, tmp_path / "head.onnx")
    quantise(tmp_path / "head.onnx", tmp_path / "int8.onnx", ["MatMul"])
    whole, case.head = case.head, ort.InferenceSession(str(tmp_path / "int8.onnx"), providers=["CPUExecutionProvider"])
    small, case.head = case.run([17]), whole
    name = "span_logits" if case.system == "spert" else "tag_logits"
    want = case.run([17])[name]
    if case.system != "spert":  # whose kept spans may differ
        assert np.abs(small[name] - want).mean() < 0.1 * np.abs(want).mean()


def test_nothing_found_is_a_result(case):
    if case.system == "table-sequence":
        pytest.skip("its graph has no empty output")
    head = case.model.head
    bias = head.span.bias if case.system == "spert" else head.tag.bias
    with torch.no_grad():
        bias[0] += 90
        out = case.lazy([9])
        bias[0] -= 90
    assert out["relation_logits"].shape[0] == 0


def test_ties_take_the_lowest_label():
    assert torch.zeros(3).argmax() == 0 and torch.tensor([1.0, 2.0, 2.0]).argmax() == 1 and np.zeros(3).argmax() == 0
