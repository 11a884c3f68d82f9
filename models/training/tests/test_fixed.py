"""Fixed scales: near to fp32, and the same to the last bit in any company."""
import numpy as np
import onnx

from export import INPUTS, fuse, quantise, write_encoder, write_head
from fixed import Ranges, fix, quantised, reduce_first, with_ranges
from shipped import open_graph
from tiny import LENGTHS, inputs, tiny


def feeds(lengths):
    return {n: t.int().numpy() for n, t in zip(INPUTS, inputs(lengths))}


def test_fixed_scales(tmp_path):
    model = tiny("tablert-cnn")
    plain, target = tmp_path / "plain.onnx", tmp_path / "int8.onnx"
    write_encoder(model.encoder, plain)
    fused, _ = fuse(plain, 4, 48)
    quantise(fused, target, ["MatMul", "Attention", "Gather"])
    asked, ranges = open_graph(with_ranges(target, tmp_path / "ranges.onnx")), Ranges()
    names = [o.name for o in asked.get_outputs()]
    for n in LENGTHS:
        ranges.see(dict(zip(names, asked.run(names, feeds([n])))))
    assert len(ranges) == len(quantised(onnx.load(str(target)).graph)) > 6 and all(low <= 0 <= high for low, high in ranges.values())
    fix(target, ranges)
    assert not quantised(onnx.load(str(target)).graph)
    int8, fp32 = (lambda path: lambda x: open_graph(path).run(["words"], feeds(x))[0])(target), open_graph(plain)
    together = int8(LENGTHS)
    for k, n in enumerate(LENGTHS):
        alone, exact = int8([n])[0], fp32.run(["words"], feeds([n]))[0][0]
        assert (together[k, :n] == alone).all(), n
        assert np.abs(alone - exact).mean() < 0.05 * np.abs(exact).mean(), n


def test_words_are_reduced_before_they_are_laid_side_by_side(tmp_path):
    model = tiny("tablert-cnn")
    plain, target, first = (tmp_path / f"{n}.onnx" for n in ("plain", "int8", "first"))
    write_head(model, "tablert-cnn", plain)
    quantise(plain, target, ["MatMul"])
    given = [{"words": np.random.default_rng(n).normal(size=(2, n, model.encoder.width)).astype("float32"), "word_count": np.ones((2, n), "int32")} for n in (1, 2, 9)]
    asked, ranges = open_graph(with_ranges(target, tmp_path / "ranges.onnx")), Ranges()
    for x in given[:2]:  # what stands beyond the ranges is clipped by both
        ranges.see(dict(zip((o.name for o in asked.get_outputs()), asked.run(None, x))))
    fix(target, ranges)
    first.write_bytes(target.read_bytes())
    reduce_first(first)
    (reduced,) = [n for n in onnx.load(str(first)).graph.node if n.op_type == "QuantizeLinear"]
    assert list(reduced.input)[0] == "words"
    for x in given:
        for a, b in zip(open_graph(target).run(None, x), open_graph(first).run(None, x)):
            assert a.shape == b.shape and (a == b).all()
