"""SpERT (Eberts and Ulges 2020): every span of up to ten words is a candidate entity, every ordered pair of kept spans a
candidate relation. Words are pooled from pieces first; a maximum of maxima is the same maximum.

Span logits (equations 1 to 3): W_s [f(e_i .. e_{i+k}) ; w_{k+1} ; c] + b. Relations (equation 4): sigmoid of
W_r [e(s1) ; c(s1,s2) ; e(s2)] + b, where e(s) holds the width embedding and c(s1,s2) is the maximum over the words
between. Loss: cross-entropy over spans plus binary cross-entropy over relation types, each a mean over its samples.
"""
import random

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from decoders.spans import decode
from systems.span_pool import NONE, maxima, powers, sums
from systems.spert_measure import overlapping_found, weak_pairs

WIDEST = 10


class Spert(nn.Module):
    rules = ("threshold",)

    def __init__(self, encoder, labels, negatives=100, dropout=0.1, pooling="max", context="local", weak=False, least=0.4, width_size=25):
        super().__init__()
        self.labels, self.negatives, self.pooling, self.context = labels, negatives, pooling, context
        self.weak, self.least, self.epoch = weak, least, 0
        d, c = encoder.width, encoder.plain_width
        self.width = nn.Embedding(WIDEST + 1, width_size)  # gold spans that are longer share the last
        self.span = nn.Linear(d + width_size + c, len(labels.entity_types) + 1)
        self.relation = nn.Linear(2 * (d + width_size) + (c if context == "cls" else d), len(labels.relation_types))
        self.dropout = nn.Dropout(dropout)
        for layer in (self.span, self.relation):
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)

    def prepare(self, example):
        return example

    def begin(self, epoch, _epochs):
        self.epoch = epoch

    def open(self, encoded):
        """What pooling reads: levels of maxima, and running sums where they are wanted."""
        words, mask = encoded.words, encoded.mask
        self.levels = powers(words.masked_fill(~mask[..., None], NONE))
        self.sums = sums(words, mask) if self.pooling != "max" else None
        self.sentence, self.length = encoded.sentence, mask.sum(1)

    def spans(self, b, start, end):
        """e(s) with its width, [Q, D + 25]."""
        if self.pooling == "max":
            e = maxima(self.levels, b, start, end)
        else:
            e = self.sums[b, end] - self.sums[b, start]
            e = e / (end - start)[:, None] if self.pooling == "average" else e
        return torch.cat([e, self.width((end - start).clamp(max=WIDEST))], -1)

    def span_logits(self, e, b):
        return self.span(self.dropout(torch.cat([e, self.sentence[b]], -1)))

    def relation_logits(self, head, tail, b, spans):
        """`head`, `tail`: e(s) of each pair; `spans` [Q,4] their words."""
        s1, t1, s2, t2 = spans.unbind(1)
        if self.context == "cls":
            between = self.sentence[b]
        elif self.context == "full":
            between = maxima(self.levels, b, torch.zeros_like(s1), self.length[b])
        else:
            between = maxima(self.levels, b, torch.minimum(t1, t2), torch.maximum(s1, s2))
        return self.relation(self.dropout(torch.cat([head, between, tail], -1)))

    def sample(self, i, x):
        """Spans (sentence, start, end, class) and pairs (sentence, s1, t1, s2, t2, types), drawn anew for each epoch."""
        rng, n = random.Random(f"{torch.initial_seed()}:{self.epoch}:{' '.join(x.words)}"), len(x.words)
        gold = {(s, t): self.labels.entity_types.index(k) + 1 for s, t, k in x.entities}
        others = [(s, t) for s in range(n) for t in range(s + 1, min(n, s + WIDEST) + 1) if (s, t) not in gold]
        spans = [(i, s, t, k) for (s, t), k in gold.items()]
        spans += [(i, s, t, 0) for s, t in rng.sample(others, min(self.negatives, len(others)))]
        types = {}
        for h, t, k in x.relations:
            types.setdefault((x.entities[h][:2], x.entities[t][:2]), set()).add(self.labels.relation_types.index(k))
        if self.weak:
            free = weak_pairs(rng, n, self.negatives, types)
        else:
            free = [(a, b) for a in gold for b in gold if a != b and (a, b) not in types]
            free = rng.sample(free, min(self.negatives, len(free)))
        return spans, [(i, *a, *b, types.get((a, b), ())) for a, b in [*types, *free]]

    def forward(self, encoded, batch):
        self.open(encoded)
        if self.training:
            return self.trained(batch)
        return self.unfiltered(encoded) if self.weak else self.found(encoded)

    def trained(self, batch):
        drawn = [self.sample(i, x) for i, x in enumerate(batch.examples)]
        spans = torch.tensor([s for one, _ in drawn for s in one], device=batch.device)
        pairs = [p for _, two in drawn for p in two]
        b, start, end, kind = spans.unbind(1)
        out = {"spans": self.span_logits(self.spans(b, start, end), b), "kinds": kind}
        if pairs:
            at = torch.tensor([p[:5] for p in pairs], device=batch.device)
            b = at[:, 0]
            out["relations"] = self.relation_logits(self.spans(b, at[:, 1], at[:, 2]), self.spans(b, at[:, 3], at[:, 4]), b, at[:, 1:])
            out["types"] = torch.zeros_like(out["relations"])
            rows = [(q, k) for q, p in enumerate(pairs) for k in p[5]]
            if rows:
                out["types"][tuple(torch.tensor(rows, device=batch.device).T)] = 1.0
        return out

    def candidates(self, mask):
        """(sentence, start, end) of all spans of up to ten words, in textual order."""
        n = mask.shape[1]
        start, width = torch.arange(n, device=mask.device), torch.arange(1, WIDEST + 1, device=mask.device)
        fits = start[None, :, None] + width <= mask.sum(1)[:, None, None]
        b, start, width = fits.nonzero().unbind(1)
        return b, start, start + width + 1

    def found(self, encoded, given=None):
        """Kept spans [M,3], their logits, ordered pairs [P,2] of them in one sentence, relation logits."""
        b, start, end = self.candidates(encoded.mask) if given is None else given
        e = self.spans(b, start, end)
        logits = self.span_logits(e, b)
        if given is None:
            kept = (logits.argmax(-1) > 0).nonzero()[:, 0]
            b, start, end, e, logits = b[kept], start[kept], end[kept], e[kept], logits[kept]
        pairs = ((b[:, None] == b[None]) & ~torch.eye(len(b), dtype=torch.bool, device=b.device)).nonzero()
        h, t = pairs.unbind(1)
        at = torch.stack([start[h], end[h], start[t], end[t]], 1)
        return torch.stack([b, start, end], 1), logits, pairs, self.relation_logits(e[h], e[t], b[h], at)

    def unfiltered(self, encoded, block=32):
        """As `found`, for weak negatives (section 4.2), where no span is filtered out: any two may be related. Pairs that no type
        reaches are left out, and spans that are neither named nor related. Each span has its best type, however sure it is of none."""
        b, start, end = self.candidates(encoded.mask)
        e, hits, logits = self.spans(b, start, end), [], []
        for heads in torch.arange(len(b), device=b.device).split(block):
            h, t = (b[heads][:, None] == b[None]).nonzero().unbind(1)
            h, t = heads[h][heads[h] != t], t[heads[h] != t]
            found = self.relation_logits(e[h], e[t], b[h], torch.stack([start[h], end[h], start[t], end[t]], 1))
            hit = (torch.sigmoid(found) >= self.least).any(1)
            hits.append(torch.stack([h, t], 1)[hit])
            logits.append(found[hit])
        pairs, kinds = torch.cat(hits), self.span_logits(e, b)
        kept = kinds.argmax(-1) > 0
        kept[pairs.flatten()] = True
        kinds[:, 0] = NONE
        return torch.stack([b, start, end], 1)[kept], kinds[kept], (kept.cumsum(0) - 1)[pairs], torch.cat(logits)

    def lazy(self, encoded):
        """What is shipped: kept spans [M,3], span logits [M,t+1], ordered pairs [P,2], relation logits [P,r].

        An idle span and pair stand at the end until the products are done: dynamic quantisation has no scale for nothing.
        """
        self.open(encoded)
        b, start, end = self.candidates(encoded.mask)
        e = self.spans(b, start, end)
        logits = self.span_logits(e, b)
        kept = (logits.argmax(-1) > 0).nonzero()[:, 0]
        kept = torch.cat([kept, torch.zeros(1, dtype=torch.long)])
        b, start, end, e = b[kept], start[kept], end[kept], e[kept]
        at = torch.arange(b.shape[0])
        real = at < b.shape[0] - 1
        pairs = ((b[:, None] == b[None]) & (at[:, None] != at[None]) & real[:, None] & real[None]).nonzero()
        h, t = torch.cat([pairs, torch.zeros(1, 2, dtype=torch.long)]).unbind(1)
        between = torch.stack([start[h], end[h], start[t], end[t]], 1)
        relations = self.relation_logits(e[h], e[t], b[h], between)
        return torch.stack([b, start, end], 1)[:-1], logits[kept][:-1], pairs, relations[:-1]

    def loss(self, out, batch):
        total = cross_entropy(out["spans"], out["kinds"])
        if "relations" in out:
            total = total + binary_cross_entropy_with_logits(out["relations"], out["types"])
        return total

    def decode(self, logits, batch, rule="threshold", spans=None):
        e, r = self.labels.entity_types, self.labels.relation_types
        if spans is not None:
            return [self.between(i, given) for i, given in enumerate(spans)]
        places, span_logits, pairs, relations = (x.cpu().numpy() for x in logits)
        out = []
        for i in range(len(batch.examples)):
            mine = (places[:, 0] == i).nonzero()[0]
            first = mine[0] if len(mine) else 0
            own = (places[pairs[:, 0], 0] == i) if len(pairs) else []
            found, related = decode(places[mine, 1:], span_logits[mine], pairs[own] - first, relations[own], self.least)
            out.append(([(s, t, e[k]) for s, t, k in found], [(h, t, r[k]) for h, t, k in related]))
        return out

    def between(self, i, given):
        """Relations between given entities [(start, end, type index)] of sentence i of the batch read last."""
        e, r = self.labels.entity_types, self.labels.relation_types
        if not given:
            return [], []
        rows = torch.tensor([(i, s, t) for s, t, _ in given], device=self.length.device)
        _, _, pairs, relations = self.found(None, rows.unbind(1))
        hits = (torch.sigmoid(relations) >= self.least).nonzero().tolist()
        return [(s, t, e[k]) for s, t, k in given], [(*pairs[p].tolist(), r[k]) for p, k in hits]

    def measure(self, model, examples, found, pieces, device, kept):
        return overlapping_found(examples, found)

