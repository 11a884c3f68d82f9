"""Exports the weights of a model folder anew, by this code as it is: for a better graph without new training. Calibration, schema and
card stay; `golden.py`, `evaluate.py` and `seal.py` go after it.

    again.py --from ../minilm --folder work/out/minilm news
    again.py --from ../minilm --folder work/out/minilm --only-heads news general     the encoder stays as it is
"""
import argparse
import os
import shutil
import tempfile
from pathlib import Path

import onnx

from dequantised import open_dequantised
from export import fuse, quantise, write_encoder, write_head
from fixed import fix_folder


def keep_weights(source, target):
    """Weights and scales of the old graph in the new one, bit for bit, wherever both have one of that name and form: what was folded
    from whole weights differs in its last bit from what is folded from int8 ones."""
    old = {w.name: w for w in onnx.load(str(source)).graph.initializer}
    model = onnx.load(str(target))
    for weight in model.graph.initializer:
        same = old.get(weight.name)
        if same is not None and (same.dims, same.data_type) == (weight.dims, weight.data_type):
            weight.CopyFrom(same)
    onnx.save(model, str(target))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("heads", nargs="+", help="heads of TablERT-CNN")
    a.add_argument("--only-heads", action="store_true")
    for name, default in (("--from", "../minilm"), ("--folder", "work/out/minilm"), ("--shared", os.environ.get("ESPALIER_SHARED", "../../../shared"))):
        a.add_argument(name, default=default, dest=name.strip("-") if name != "--from" else "source")
    a = a.parse_args()
    folder = Path(a.folder)
    shutil.copytree(a.source, folder, dirs_exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch, "plain.onnx")
        for k, head in enumerate(a.heads):
            model = open_dequantised(a.source, head)
            if k == 0 and not a.only_heads:
                write_encoder(model.encoder, plain)
                quantise(fuse(plain, model.encoder.layers[0].heads, model.encoder.plain_width)[0], folder / "encoder.onnx", ["MatMul", "Attention", "Gather"])
            write_head(model, "tablert-cnn", plain)
            quantise(plain, folder / head / "head.onnx", ["MatMul"])
    fix_folder(folder, a.heads, a.shared)
    if a.only_heads:
        for head in a.heads:
            keep_weights(Path(a.source, head, "head.onnx"), folder / head / "head.onnx")


if __name__ == "__main__":
    main()
