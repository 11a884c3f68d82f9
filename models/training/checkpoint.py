"""A trained checkpoint read as the shipped folder is, but in 32 bits: what int8 costs, and heads that never ship.

`checkpoint.py FILE [HEAD …]` scores them on test (--part dev: on dev, which the checkpoint must not have been trained on).
"""
import argparse
import json
import os
from pathlib import Path

import torch

from batch import collate
from corpus import Example
from export import FORMS, HeadGraph, head_inputs
from facts import facts_line
from heads import SCHEMAS, open_head
from model import Model, open_model
from multitask import new_head
from score import line, score
from settings import settings
from shipped import IDENTITY, Shipped, plain, read_schema, schema_labels


class Trained(Shipped):
    """A checkpoint's head with the interface of the shipped one; its scores are as they come."""

    def __init__(self, path, task, calibrated=""):
        value = torch.load(path, weights_only=True, map_location="cpu")
        where, self.decoder = next(t.split("=") for t in value["tasks"] if t.split("=")[0] == task)
        schema = SCHEMAS / f"{where.split('/')[0]}.json"
        self.schema, self.labels, self.calibration = read_schema(schema), schema_labels(schema), dict(IDENTITY)
        if calibrated:
            self.calibration = json.loads(Path(calibrated, task, "calibration.json").read_text())
        base, self.pieces = open_model(settings("tablert-cnn"), self.labels)
        self.model = Model(base.encoder, new_head(base.encoder, self.decoder, self.labels))
        self.model.encoder.load_state_dict(value["encoder"]), self.model.head.load_state_dict(value["heads"][where])
        self.model.eval()
        self.inputs = head_inputs(self.decoder, self.model)
        self.graph = HeadGraph(self.model.head, self.inputs).eval()

    @torch.no_grad()
    def outputs(self, words):
        batch = collate([Example(words)], self.pieces)
        encoded = self.model.encoder(*batch.tensors)
        given = {"words": encoded.words, "word_count": batch.tensors[4], "sentence": encoded.sentence, "attention": encoded.attention}
        return batch.tensors[0][0].tolist(), dict(zip(FORMS[self.decoder], (y.numpy() for y in self.graph(*(given[n] for n in self.inputs)))))


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("file")
    a.add_argument("heads", nargs="*")
    a.add_argument("--shared", default=os.environ.get("ESPALIER_SHARED", "../../../shared"))
    a.add_argument("--folder", default="", help="a model folder whose calibration is used, to see what int8 costs")
    a.add_argument("--part", default="test", choices=("test", "dev"))
    a.add_argument("--fold", type=int, default=0)
    a = a.parse_args()
    torch.set_num_threads(1)
    tasks = [t.split("=")[0] for t in torch.load(a.file, weights_only=True, map_location="cpu")["tasks"]]
    for task in a.heads or tasks:
        model, head = Trained(a.file, task, a.folder), open_head(task.split("/")[0], a.shared, "train", a.fold)
        examples = getattr(head, a.part)
        found = [plain(*model.extract(x.words)) for x in examples]
        result = score([(x.entities, x.relations) for x in examples], found, model.labels.symmetric)
        false = sum(len(model.extract(x.words)[1]) for x in head.bare)
        more = f", {facts_line(model, a.shared)}" if task.startswith("general") and a.part == "test" else ""
        print(f"{task}: {len(examples)} sentences of {a.part}, fp32, micro {line(result)}, {1000 * false / max(len(head.bare), 1):.0f} false in 1,000{more}", flush=True)


if __name__ == "__main__":
    main()
