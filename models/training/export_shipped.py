"""A trained multitask checkpoint to a model folder: int8 encoder and heads, schemas, tokenizer, calibration still to be fitted.

The encoder and the heads of the default system get fixed scales (`fixed.py`), for which training sentences are read. The other
systems keep a scale for each call: they are asked for a sentence at a time.
"""
import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

import torch

from export import fuse, quantise, write_encoder, write_head
from fixed import fix_folder
from heads import SCHEMAS
from model import Model, open_model
from multitask import new_head
from settings import settings
from shipped import IDENTITY, schema_labels


def main():
    a = argparse.ArgumentParser()
    a.add_argument("checkpoints", nargs="+", help="the shared one first, then those of further heads")
    a.add_argument("--folder", default="work/out")
    a.add_argument("--shared", default=os.environ.get("ESPALIER_SHARED", "../../../shared"))
    a = a.parse_args()
    folder, fixed = Path(a.folder), []
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for k, path in enumerate(a.checkpoints):
            value = torch.load(path, weights_only=True, map_location="cpu")
            for task in value["tasks"]:
                write_task(task, value, folder, Path(scratch), with_encoder=k == 0 and task == value["tasks"][0])
                fixed += [task.split("=")[0]] if task.endswith("=tablert-cnn") else []
    shutil.copy("work/minilm/tokenizer.json", folder / "tokenizer.json")
    fix_folder(folder, fixed, a.shared)
    for path in sorted(folder.rglob("*.onnx")):
        print(path.relative_to(folder), path.stat().st_size)


def write_task(task, value, folder, scratch, with_encoder):
    where, system = task.split("=")
    name = where.split("/")[0]
    labels = schema_labels(SCHEMAS / f"{name}.json")
    base, _ = open_model(settings("tablert-cnn"), labels)
    model = Model(base.encoder, new_head(base.encoder, system, labels))
    model.encoder.load_state_dict(value["encoder"]), model.head.load_state_dict(value["heads"][where])
    model.eval()
    if with_encoder:
        write_encoder(model.encoder, scratch / "encoder.fp32.onnx")
        fused, counts = fuse(scratch / "encoder.fp32.onnx", model.encoder.layers[0].heads, model.encoder.plain_width)
        print(counts)
        quantise(fused, folder / "encoder.onnx", ["MatMul", "Attention", "Gather"])
    (folder / where).mkdir(parents=True, exist_ok=True)
    write_head(model, system, scratch / "head.fp32.onnx")
    quantise(scratch / "head.fp32.onnx", folder / where / "head.onnx", ["MatMul"])
    shutil.copy(SCHEMAS / f"{name}.json", folder / name / "schema.json")
    (folder / where / "calibration.json").write_text(json.dumps(IDENTITY, indent=2) + "\n")


if __name__ == "__main__":
    main()
