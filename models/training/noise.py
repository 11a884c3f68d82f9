"""What a user of free text meets: facts found where none of ours is stated (CoNLL04 has no such sentence), and facts missed.

Measured on the last sentences of Re-DocRED test, which no run trains on, in the terms of mixture.py.
"""
import argparse
import json
from pathlib import Path

import torch

from calibrate import scored, tables
from mixture import held_out
from train import open_model, schema_labels


def compare(examples, found, least):
    """Right, judged and wanted relations by boundaries; pairs of which the corpus says nothing clear are left out."""
    right = judged = wanted = 0
    for x, (entities, _, relations) in zip(examples, found):
        span = lambda i: x.entities[i][:2]
        gold = {(span(h), span(t), k) for h, t, k in x.relations}
        unclear = {frozenset((span(a), span(b))) for a, b in x.unknown}
        said = {(entities[h][:2], entities[t][:2], k) for h, t, k, p in relations if p >= least}
        said = {s for s in said if frozenset(s[:2]) not in unclear}
        right, judged, wanted = right + len(gold & said), judged + len(said), wanted + len(gold)
    return right, judged, wanted


def main():
    a = argparse.ArgumentParser()
    for name, default in (("--shared", "../../../shared"), ("--work", "work"), ("--head", "../minilm/news"), ("--checkpoint", "work/news.pt")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    schema = json.loads((Path(a.head) / "schema.json").read_text())
    model, pieces = open_model(a.work, schema_labels(Path(a.head) / "schema.json"))
    model.load_state_dict(torch.load(a.checkpoint, weights_only=True)["model"])
    t = json.loads((Path(a.head) / "calibration.json").read_text())["temperature"]
    examples = held_out(Path(a.shared) / "data" / "corpora")
    found = [scored(model.head, o, (t["tags"], t["relations"]), schema) for o in tables(model, examples, pieces)]
    bare = [k for k, x in enumerate(examples) if not x.relations and not x.unknown]
    for least in (0.0, 0.25, 0.4, 0.5, 0.6, 0.75):
        false = sum(r[3] >= least for k in bare for r in found[k][2])
        right, judged, wanted = compare(examples, found, least)
        print(f"from score {least}: {false} false relations in {len(bare)} relation-free sentences, {1000 * false / len(bare):.0f} per 1,000; "
              f"of all {len(examples)}: precision {100 * right / max(judged, 1):.1f} recall {100 * right / wanted:.1f} ({wanted} wanted)")


if __name__ == "__main__":
    main()
