"""False relations per 1,000 sentences that state none of ours: what a user of free text meets (CoNLL04 has no such sentence)."""
import argparse
import json
from pathlib import Path

import torch

from calibrate import scored, tables
from corpus import read
from mixture import HELD_OUT, from_redocred
from train import open_model, schema_labels


def relation_free(corpora):
    """Held-out Re-DocRED sentences of two or more entities without a relation of ours, or one near ours."""
    some = [from_redocred(x) for x in read(corpora / "redocred" / "spert_sentence_test.json.gz")[-HELD_OUT:]]
    return [x for x in some if len(x.entities) > 1 and not x.relations and not x.unknown]


def main():
    a = argparse.ArgumentParser()
    for name, default in (("--shared", "../../../shared"), ("--work", "work"), ("--head", "../minilm/news"), ("--checkpoint", "work/news.pt")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    schema = json.loads((Path(a.head) / "schema.json").read_text())
    model, pieces = open_model(a.work, schema_labels(Path(a.head) / "schema.json"))
    model.load_state_dict(torch.load(a.checkpoint, weights_only=True)["model"])
    t = json.loads((Path(a.head) / "calibration.json").read_text())["temperature"]
    examples = relation_free(Path(a.shared) / "data" / "corpora")
    found = [scored(model.head, o, (t["tags"], t["relations"]), schema) for o in tables(model, examples, pieces)]
    for least in (0.0, 0.25, 0.5, 0.75):
        n = sum(r[3] >= least for _, _, rs in found for r in rs)
        print(f"from score {least}: {n} false relations in {len(examples)} sentences, {1000 * n / len(examples):.0f} per 1,000")


if __name__ == "__main__":
    main()
