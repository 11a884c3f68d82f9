"""Metrics against a second implementation, written the other way round, on random cases; the bootstrap against what is known."""
import random

from bootstrap import paired
from score import counts, score

ENTITIES, RELATIONS = ("A", "B", "C"), ("r", "s")


def sentence(rng):
    spans = sorted({(s, s + rng.randint(1, 2)) for s in (rng.randrange(8) for _ in range(rng.randrange(5)))})
    entities = [(s, e, rng.choice(ENTITIES)) for s, e in spans]
    pairs = [(h, t) for h in range(len(entities)) for t in range(len(entities)) if h != t]
    return entities, [(h, t, rng.choice(RELATIONS)) for h, t in rng.sample(pairs, min(len(pairs), rng.randrange(4)))]


def second(gold, predicted, strict, of):
    """Counts each predicted item once against a list from which what matched is taken away."""
    kinds = {item[-1] for s in gold + predicted for item in of(s, strict)}
    tally = {k: [0, 0, 0] for k in kinds}
    for g, p in zip(gold, predicted):
        left = list(dict.fromkeys(of(g, strict)))
        for item in left:
            tally[item[-1]][2] += 1
        for item in dict.fromkeys(of(p, strict)):
            tally[item[-1]][1] += 1
            if item in left:
                left.remove(item)
                tally[item[-1]][0] += 1
    f1 = lambda a, b, c: 2 * a / (b + c) if b + c else 0.0
    total = [sum(v[k] for v in tally.values()) for k in range(3)]
    return f1(*total), sum(f1(*v) for v in tally.values()) / max(len(kinds), 1)


def entities_of(s, _strict):
    return [(a, b, k) for a, b, k in s[0]]


def relations_of(s, strict):
    end = lambda i: s[0][i] if strict else s[0][i][:2]
    # "s" has no direction: its ends as a set of two
    return [(frozenset((s[0][h], s[0][t])) if strict else frozenset((end(h), end(t))), k) if k == "s" else (end(h), end(t), k) for h, t, k in s[1]]


def test_two_implementations_agree():
    for seed in range(300):
        rng = random.Random(seed)
        gold = [sentence(rng) for _ in range(rng.randint(1, 6))]
        predicted = [g if rng.random() < 0.4 else sentence(rng) for g in gold]
        got = score(gold, predicted, symmetric=("s",))
        for name, strict, of in (("ner", False, entities_of), ("re", False, relations_of), ("reStrict", True, relations_of)):
            micro, macro = second(gold, predicted, strict, of)
            assert abs(got[name]["micro"]["f1"] - micro) < 1e-12 and abs(got[name]["macro"]["f1"] - macro) < 1e-12, f"seed {seed}"
        right, said, wanted = (sum(c) for c in zip(*counts(gold, predicted, symmetric=("s",))["reStrict"]))
        assert abs((2 * right / (said + wanted) if said + wanted else 0) - got["reStrict"]["micro"]["f1"]) < 1e-12


def test_bootstrap_knows_a_tie_and_a_win():
    rng = random.Random(1)
    good, bad = [[3, 4, 4]] * 200, [[1, 4, 4]] * 200
    assert paired(good, bad, rounds=200)["better"] == 1.0
    mixed = [[rng.randrange(4), 4, 4] for _ in range(200)]
    tie = paired(mixed, list(mixed), rounds=200)
    assert tie["difference"] == 0 and tie["low"] == tie["high"] == 0
