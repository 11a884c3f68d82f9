"""Decodes sentences and scores them: NER / RE / RE+. As a command: a shipped folder on files in SpERT form."""
import argparse

import torch

from batch import by_length, collate
from corpus import Example, read
from score import line, score


@torch.no_grad()
def predict(model, examples, pieces, device="cpu", kept=None, size=8, rules=("last",), gold=False):
    """Decoded (entities, relations) of each example, in order, for each rule. `gold`: relations between gold entities."""
    model.eval()
    out = {rule: [None] * len(examples) for rule in rules}
    for some in by_length(examples, size):
        batch = collate([examples[i] for i in some], pieces, device, kept)
        logits = model(batch)
        spans = [gold_spans(x, model.head.labels) for x in batch.examples] if gold else None
        for rule in rules:
            for i, found in zip(some, model.head.decode(logits, batch, rule, spans)):
                out[rule][i] = found
    return out


def gold_spans(x, labels):
    return [(s, t, labels.entity_types.index(k)) for s, t, k in x.entities]


def evaluate(model, examples, pieces, labels, device="cpu", kept=None):
    rule = model.head.rules[0]
    found = predict(model, examples, pieces, device, kept, rules=(rule,))[rule]
    return score([(x.entities, x.relations) for x in examples], found, labels.symmetric)


def retyped(x, case):
    return Example([getattr(w, case)() for w in x.words], x.entities, x.relations) if case else x


def main():
    from shipped import Shipped, plain

    a = argparse.ArgumentParser()
    a.add_argument("data", nargs="+")
    a.add_argument("--case", choices=("upper", "lower", "title"), help="as other people type it")
    for name, default in (("--folder", "../minilm"), ("--head", "news"), ("--decoder", "tablert-cnn")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    model = Shipped(a.folder, a.head, a.decoder)
    for path in a.data:
        examples = [retyped(x, a.case) for x in read(path)]
        found = [plain(*model.extract(x.words)) for x in examples]
        result = score([(x.entities, x.relations) for x in examples], found, model.labels.symmetric)
        macro = " / ".join(f"{100 * result[k]['macro']['f1']:.1f}" for k in ("ner", "re", "reStrict"))
        print(f"{path}: {len(examples)} sentences, micro {line(result)}, macro {macro}")


if __name__ == "__main__":
    main()
