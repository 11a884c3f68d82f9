"""What each layer of Table-Sequence knows (001, figures 6, 7 and 9): the last linear maps applied to every layer, and how
much attention words of a related pair pay to each other, from the table and from the encoder."""
import torch

from batch import by_length, collate
from score import score


@torch.no_grad()
def probe(head, model, examples, pieces, device, kept, size=8):
    """{"layers": [[NER, RE, RE+] of each], "attention": [mean mass on gold pairs by layer], "encoder attention": the same}."""
    model.eval()
    found, masses, encoder = [], [], []
    for some in by_length(examples, size):
        batch = collate([examples[i] for i in some], pieces, device, kept)
        encoded = model.encode(batch)
        for k, (s, t, weights) in enumerate(head.layers(encoded, batch.examples)):
            if k == len(found):
                found.append([None] * len(examples)), masses.append([])
            for i, one in zip(some, head.decode(head.logits(s, t), batch)):
                found[k][i] = one
            if weights is not None:
                masses[k] += [pair_mass(weights[b].mean(0), x) for b, x in enumerate(batch.examples) if x.relations]
        if encoded.attention is not None:
            encoder += [pair_mass(encoded.attention[b].mean(-1), x) for b, x in enumerate(batch.examples) if x.relations]
    gold = [(x.entities, x.relations) for x in examples]
    f1 = lambda f: [round(s["micro"]["f1"], 5) for s in score(gold, f, head.labels.symmetric).values()]
    mean = lambda xs: round(sum(xs) / len(xs), 4) if xs else None
    return {"layers": [f1(f) for f in found], "attention": [mean(m) for m in masses], "encoder attention": mean(encoder)}


def pair_mass(weights, x) -> float:
    """Mean, over gold relations and both directions, of the attention that a word of one end pays to the other end."""
    total = 0.0
    for h, t, _ in x.relations:
        (a, b), (c, d) = x.entities[h][:2], x.entities[t][:2]
        total += float(weights[a:b, c:d].sum(1).mean() + weights[c:d, a:b].sum(1).mean()) / 2
    return total / len(x.relations)
