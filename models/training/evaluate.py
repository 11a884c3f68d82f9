"""Scores a trained model on a corpus file: NER / RE / RE+, strict micro."""
import torch

from corpus import collate
from score import score


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
