"""Fixed scales: near to fp32, and the same to the last bit in any company."""
import numpy as np
import onnx

from export import INPUTS, fuse, quantise, write_encoder
from fixed import Ranges, fix, quantised, with_ranges
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
