"""Fits a head's scores on sentences it was not trained on, through the shipped graphs: temperatures (Guo et al. 2017), an
isotonic curve for each relation type (Zadrozny and Elkan 2002), and the scores from which facts are right 8, 9 and 19 times
in 20. Writes calibration.json; its curve is fitted on dev of a sibling trained without dev."""
import argparse
import json
import os
from pathlib import Path

import numpy as np

from heads import open_head
from score import line, score
from shipped import Shipped, plain

GRID = [round(0.6 + 0.1 * i, 2) for i in range(35)]
FEW = 40  # relations of a type below which one curve serves all such types
SHARES = (0.8, 0.9, 0.95)
WORTH = 0.9  # of the best F1 is what silence on sentences without a fact may leave


def hits(model, examples, outputs):
    """Scores and whether right: of mentions, and of relations by type."""
    mentions, relations = [], {}
    for x, out in zip(examples, outputs):
        found, related = model.decode(x.words, out)
        mentions += [(m[3], m[:3] in x.entities) for m in found]
        gold = {(x.entities[h], x.entities[t], k) for h, t, k in x.relations}
        for h, t, k, p in related:
            same = ((found[h][:3], found[t][:3], k), (found[t][:3], found[h][:3], k))[: 1 + (k in model.labels.symmetric)]
            relations.setdefault(k, []).append((p, not gold.isdisjoint(same)))
    return mentions, relations


def surprise(pairs) -> float:
    """Mean negative log-likelihood of right and wrong."""
    p, y = np.array(pairs, dtype=np.float64).T
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def isotonic(pairs) -> list[list[float]]:
    """Pool adjacent violators: rising points [mean score, share right], with the prior of one right in two in each pool."""
    pools = []
    for p, y in sorted(pairs):
        pools.append([p, float(y), 1])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            q, z, n = pools.pop()
            pools[-1] = [pools[-1][0] + q, pools[-1][1] + z, pools[-1][2] + n]
    return [[round(p / n, 4), round((y + 0.5) / (n + 1), 4)] for p, y, n in pools]


def error(pairs, bins=10) -> float:
    """Expected calibration error (equal widths)."""
    of = {}
    for p, y in pairs:
        of.setdefault(min(int(p * bins), bins - 1), []).append((p, y))
    return sum(abs(sum(p - y for p, y in ps)) for ps in of.values()) / max(len(pairs), 1)


def reach(pairs, share):
    """The lowest score from which at least this share is right; None where no ten relations are so."""
    best, right = None, 0
    for n, (p, y) in enumerate(sorted(pairs, reverse=True), 1):
        right += y
        if n >= 10 and right / n >= share:
            best = round(float(p), 4)
    return best


def rising(points):
    """Points whose both numbers rise."""
    out = []
    for p, y in points:
        if not out or p > out[-1][0]:
            out.append([p, max(y, out[-1][1] if out else 0.0)])
    return out


def best_from(model, examples) -> float:
    """The score from which facts are told for the best F1, RE and RE+ alike. Where scores are probabilities it is half of that F1
    (Lipton et al. 2014, theorem 1); a curve fitted on few facts may need less, so it is looked for up to there, in steps of 0.02."""
    model.calibration["threshold"]["relation"] = 0
    found, gold = [model.extract(x.words) for x in examples], [(x.entities, x.relations) for x in examples]

    def f1(least):
        told = score(gold, [plain(names, [r for r in facts if r[3] >= least]) for names, facts in found], model.labels.symmetric)
        return [told[k]["micro"]["f1"] for k in ("re", "reStrict")]

    steps = [round(0.02 * k, 2) for k in range(25)]
    most = max(f1(t)[1] for t in steps) / 2
    return max((t for t in steps if t <= most), key=lambda t: (sum(f1(t)), t))


def f1_from(pairs, wanted: int, score: float) -> float:
    told = [y for p, y in pairs if p >= score]
    return 2 * sum(told) / max(len(told) + wanted, 1)


def quiet(model, examples, least: float, per_thousand=5) -> float:
    """The lowest score from `least` on from which so few sentences that state nothing yield a fact."""
    scores = sorted((r[3] for x in examples for r in model.extract(x.words)[1]), reverse=True)
    allowed = int(per_thousand * len(examples) / 1000)
    return least if len(scores) <= allowed else max(least, round(scores[allowed] + 1e-4, 4))


def fit(model, examples, calm=()):
    outputs = [model.outputs(x.words)[1] for x in examples]
    model.calibration = {"temperature": {"tags": 1, "relations": 1}, "threshold": {"mention": 0, "relation": 0}}
    temperature = model.calibration["temperature"]
    for name, of in (("tags", lambda m, r: m), ("relations", lambda m, r: [p for ps in r.values() for p in ps])):
        def cost(t):
            temperature[name] = t
            pairs = of(*hits(model, examples, outputs))
            return surprise(pairs) if pairs else 0.0

        temperature[name] = min(GRID, key=cost)
    relations = hits(model, examples, outputs)[1]
    rare = [p for ps in relations.values() if len(ps) < FEW for p in ps]
    curves = {k: rising(isotonic(ps if len(ps) >= FEW else rare)) for k, ps in relations.items() if len(ps) >= FEW or len(rare) >= FEW}
    model.calibration["isotonic"] = curves
    every = [p for ps in hits(model, examples, outputs)[1].values() for p in ps]
    model.calibration["shares"] = {str(s): reach(every, s) for s in SHARES}
    wanted = sum(len(x.relations) for x in examples)
    least = best_from(model, examples)
    still = quiet(model, calm, least)
    model.calibration["threshold"]["relation"] = still if f1_from(every, wanted, still) >= WORTH * f1_from(every, wanted, least) else least
    return model.calibration, every


def main():
    a = argparse.ArgumentParser()
    a.add_argument("heads", nargs="+", help="HEAD=SYSTEM or HEAD/SYSTEM=SYSTEM")
    for name, default in (("--shared", os.environ.get("ESPALIER_SHARED", "../../../shared")), ("--folder", "work/out"), ("--to", "")):
        a.add_argument(name, default=default)
    a.add_argument("--fold", type=int, default=0)
    a.add_argument("--some", type=int, default=0)
    a = a.parse_args()
    for where, system in (h.split("=") for h in a.heads):
        head = open_head(where.split("/")[0], a.shared, "train", a.fold, a.some)
        model = Shipped(a.folder, where, system)
        # Two halves: one fits, the other measures; then both fit what is kept.
        fit(model, head.dev[::2])
        outputs = [model.outputs(x.words)[1] for x in head.dev[1::2]]
        model.calibration["threshold"]["relation"] = 0
        held = [p for ps in hits(model, head.dev[1::2], outputs)[1].values() for p in ps]
        value, _ = fit(model, head.dev, head.calm)
        found = [plain(*model.extract(x.words)) for x in head.dev]
        value["dev"] = line(score([(x.entities, x.relations) for x in head.dev], found, model.labels.symmetric))
        print(f"{where}: dev {value['dev']}, told from {value['threshold']['relation']}, temperatures {value['temperature']}, error on the other half of dev {error(held):.3f} ({len(held)} relations), shares {value['shares']}")
        Path(a.to or a.folder, where, "calibration.json").write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main()
