"""Decodes sentences and scores them: NER / RE / RE+. As a command: a shipped folder on files in SpERT form."""
import argparse
import json
from pathlib import Path

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


def renamed(x, names):
    """In the head's terms; null leaves a type out, with the relations of its entities. Entities and relations may have names apart."""
    apart = set(names) == {"entities", "relations"} and all(isinstance(v, dict) for v in names.values())
    of_entities, of_relations = (names["entities"], names["relations"]) if apart else (names, names)
    kept = [i for i, e in enumerate(x.entities) if of_entities.get(e[2], e[2]) is not None]
    at = {old: new for new, old in enumerate(kept)}
    entities = [(*x.entities[i][:2], of_entities.get(x.entities[i][2], x.entities[i][2])) for i in kept]
    relations = [(at[h], at[t], of_relations.get(k, k)) for h, t, k in x.relations if h in at and t in at and of_relations.get(k, k) is not None]
    return Example(x.words, entities, relations)


def main():
    from shipped import Shipped, plain

    a = argparse.ArgumentParser()
    a.add_argument("data", nargs="+")
    a.add_argument("--map", help="a file of names for types, as `espalier evaluate extraction --map` takes it")
    a.add_argument("--json", action="store_true", help="every digit")
    a.add_argument("--case", choices=("upper", "lower", "title"), help="as other people type it")
    for name, default in (("--folder", "../minilm"), ("--head", "news"), ("--decoder", "tablert-cnn")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    model = Shipped(a.folder, a.head, a.decoder)
    names = json.loads(Path(a.map).read_text(encoding="utf-8-sig")) if a.map else {}
    for path in a.data:
        examples = [retyped(renamed(x, names), a.case) for x in read(path)]
        found = [plain(*model.extract(x.words)) for x in examples]
        result = score([(x.entities, x.relations) for x in examples], found, model.labels.symmetric)
        if a.json:
            print(json.dumps({"file": path, "sentences": len(examples), "scores": result}))
            continue
        macro = " / ".join(f"{100 * result[k]['macro']['f1']:.1f}" for k in ("ner", "re", "reStrict"))
        print(f"{path}: {len(examples)} sentences, micro {line(result)}, macro {macro}")


if __name__ == "__main__":
    main()
