"""Fits temperatures (Guo et al. 2017) on sentences the model has not been trained on, and the score to report from."""
import argparse
import json
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from corpus import collate, label, read
from labels import spans
from mixture import held_out
from score import line, score
from train import open_model, schema_labels

GRID = [round(0.5 + 0.02 * i, 2) for i in range(226)]


@torch.no_grad()
def tables(model, examples, pieces, size=8):
    model.eval()
    return [t for k in range(0, len(examples), size) for t in model(collate(examples[k : k + size], pieces))]


def fit(logits, gold) -> float:
    return min(GRID, key=lambda t: float(cross_entropy(logits / t, gold, ignore_index=-1)))


def fit_both(outputs, examples):
    """Tags: words where either side says entity. Relations: the deciding cells of predicted pairs."""
    tag_rows, tag_gold, cell_rows, cell_gold = [], [], [], []
    for (cells, tags), x in zip(outputs, examples):
        some = (tags.argmax(-1) > 0) | (x.tags > 0)
        tag_rows.append(tags[some]), tag_gold.append(x.tags[some])
        last = [t - 1 for _, t, _ in spans(tags.argmax(-1).tolist())]
        for a in range(len(last)):
            for b in range(a + 1, len(last)):
                cell_rows.append(cells[last[a], last[b]][None]), cell_gold.append(x.cells[last[a], last[b]][None])
    return fit(torch.cat(tag_rows), torch.cat(tag_gold)), fit(torch.cat(cell_rows), torch.cat(cell_gold))


def scored(head, output, temperatures, schema):
    """Entities and relations with scores, as engine/extract/decode-tablert-cnn.ts makes them."""
    cells, tags = output
    p_tag = torch.softmax(tags / temperatures[0], -1).amax(-1)
    entities, relations = head.decode(cells, tags)
    mention = [float(p_tag[s:t].min()) for s, t, _ in entities]
    seen = {r["name"]: (r["head"], r["tail"]) for r in schema["relationTypes"]}
    out = []
    for h, t, kind in relations:
        if entities[h][2] not in seen[kind][0] or entities[t][2] not in seen[kind][1]:
            continue
        i, j = sorted((entities[h][1] - 1, entities[t][1] - 1))
        p = float(torch.softmax(cells[i, j] / temperatures[1], -1).max())
        out.append((h, t, kind, p * mention[h] * mention[t]))
    return entities, mention, out


def main():
    a = argparse.ArgumentParser()
    for name, default in (("--shared", "../../../shared"), ("--work", "work"), ("--checkpoint", "work/dev.pt"), ("--head", "../minilm/news"), ("--on", "dev,redocred")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    labels = schema_labels(Path(a.head) / "schema.json")
    schema = json.loads((Path(a.head) / "schema.json").read_text())
    model, pieces = open_model(a.work, labels)
    model.load_state_dict(torch.load(a.checkpoint, weights_only=True)["model"])
    corpora = Path(a.shared) / "data" / "corpora"
    examples = read(corpora / "conll04" / "conll04_dev.json") if "dev" in a.on else []
    examples = [label(x, labels) for x in examples + (held_out(corpora) if "redocred" in a.on else [])]
    outputs = tables(model, examples, pieces)
    temperatures = fit_both(outputs, examples)
    print("temperatures", temperatures)
    clear = [k for k, x in enumerate(examples) if not x.unknown and not x.unjudged]
    examples, outputs = [examples[k] for k in clear], [outputs[k] for k in clear]
    print(len(examples), "sentences judged in full")
    gold = [(x.entities, x.relations) for x in examples]
    found = [scored(model.head, o, temperatures, schema) for o in outputs]
    for least in (0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7):
        kept = [(e, [r[:3] for r in rs if r[3] >= least]) for e, _, rs in found]
        s = score(gold, kept, labels.entity_types, labels.relation_types)
        strict = s["reStrict"]["micro"]
        print(f"from {least}: {line(s)}  strict P {100 * strict['precision']:.1f} R {100 * strict['recall']:.1f}")
    bins = {}
    for x, (e, _, rs) in zip(examples, found):
        truth = {(x.entities[h], x.entities[t], k) for h, t, k in x.relations}
        for h, t, k, p in rs:
            bins.setdefault(min(int(p * 5), 4), []).append((p, (e[h], e[t], k) in truth))
    for b in sorted(bins):
        print(f"score {b / 5:.1f}-{b / 5 + 0.2:.1f}: {len(bins[b])} relations, mean score {sum(p for p, _ in bins[b]) / len(bins[b]):.2f}, right {sum(r for _, r in bins[b]) / len(bins[b]):.2f}")
    value = {"temperature": {"tags": temperatures[0], "relations": temperatures[1]}, "threshold": {"mention": 0, "relation": 0}}
    target = Path(a.head) / "calibration.json"
    if target.exists():
        value["threshold"] = json.loads(target.read_text())["threshold"]
    target.write_text(json.dumps(value, indent=2) + "\n")


if __name__ == "__main__":
    main()
