"""Scores a checkpoint (fp32), or the folder as shipped (int8), on files in SpERT form: NER / RE / RE+."""
import argparse

import torch

from corpus import Example, collate, label, read
from score import line, score


@torch.no_grad()
def predict(model, examples, pieces, size=8):
    """Decoded (entities, relations) of each example, in order."""
    model.eval()
    out = [None] * len(examples)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].words))
    for k in range(0, len(order), size):
        some = order[k : k + size]
        for i, (cells, tags) in zip(some, model(collate([examples[i] for i in some], pieces))):
            out[i] = model.head.decode(cells, tags)
    return out


def evaluate(model, examples, pieces, labels):
    predicted = predict(model, examples, pieces)
    return score([(x.entities, x.relations) for x in examples], predicted, labels.entity_types, labels.relation_types)


def retyped(x, case):
    return Example([getattr(w, case)() for w in x.words], x.entities, x.relations) if case else x


def main():
    from shipped import Shipped
    from train import open_model, schema_labels

    a = argparse.ArgumentParser()
    a.add_argument("data", nargs="+")
    a.add_argument("--checkpoint", help="fp32; without it the shipped graphs are scored")
    a.add_argument("--case", choices=("upper", "lower", "title"), help="as other people type it")
    for name, default in (("--folder", "../minilm"), ("--head", "news"), ("--work", "work")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    labels = schema_labels(f"{a.folder}/{a.head}/schema.json")
    for path in a.data:
        examples = [label(retyped(x, a.case), labels) for x in read(path)]
        gold = [(x.entities, x.relations) for x in examples]
        if a.checkpoint:
            model, pieces = open_model(a.work, labels)
            model.load_state_dict(torch.load(a.checkpoint, weights_only=True)["model"])
            found = predict(model, examples, pieces)
        else:
            shipped = Shipped(a.folder, a.head)
            decoded = [shipped.decode(x.words, *shipped.tables(x.words)[1:]) for x in examples]
            found = [([e[:3] for e in es], [r[:3] for r in rs]) for es, rs in decoded]
        result = score(gold, found, labels.entity_types, labels.relation_types)
        macro = " / ".join(f"{100 * result[k]['macro']['f1']:.1f}" for k in ("ner", "re", "reStrict"))
        print(f"{path}: {len(examples)} sentences, micro {line(result)}, macro {macro}")


if __name__ == "__main__":
    main()
