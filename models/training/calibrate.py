"""Fits a head's scores on sentences it was not trained on, through the shipped graphs: temperatures (Guo et al. 2017), a curve
for each relation type (`curves.py`), and the scores from which facts are right 8, 9 and 19 times in 20. Writes calibration.json.

Where dev trains the model that ships, a twin trained without it is fitted. The longer trained is the surer, right or wrong: with
the twin's temperatures the other says too much. So it gets those at which it is as sure as its twin of sentences of the
kind that neither has seen; no label is needed for that."""
import argparse
import json
import os
from pathlib import Path

import numpy as np

from curves import FEW, SHRINK, error, fit_curve, held_out, points, surprise
from heads import open_head
from score import line, score
from selves import PRONOUNS, REFUSES
from shipped import Shipped, plain

GRID = [round(0.6 + 0.1 * i, 2) for i in range(35)]
STEPS = (0.6, 0.8, 1.0, 1.3, 1.7, 2.2, 2.8, 3.6)  # of relations, whose curve does the rest
SHARES = (0.8, 0.9, 0.95)
NAMES = [round(0.05 * k, 2) for k in range(11)]  # scores from which names are told
WORTH = 0.9  # of the best F1 is what silence on sentences without a fact may leave


def hits(model, examples, outputs):
    """Mentions' scores and whether right, and facts as `curves.py` takes them."""
    mentions, facts = [], []
    for at, (x, out) in enumerate(zip(examples, outputs)):
        found, related = model.decode(x.words, out)
        mentions += [(m[3], m[:3] in x.entities) for m in found]
        gold = {(x.entities[h], x.entities[t], k) for h, t, k in x.relations}
        for h, t, k, p in related:
            same = ((found[h][:3], found[t][:3], k), (found[t][:3], found[h][:3], k))[: 1 + (k in model.labels.symmetric)]
            facts.append((at, k, p, not gold.isdisjoint(same)))
    return mentions, facts


def reach(pairs, share):
    """The lowest score from which at least this share is right, on dev and by the scores themselves: a few lucky facts do not make
    a score of 0.67 right 18 times in 20. None where no ten relations are so."""
    best, right, meant = None, 0, 0.0
    for n, (p, y) in enumerate(sorted(pairs, reverse=True), 1):
        right, meant = right + y, meant + p
        if n >= 10 and min(right, meant) / n >= share:
            best = round(float(p), 4)
    return best


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


def choose(model, examples, outputs, ways):
    """Of calibrations that of most NER and RE+ on dev, facts told from the score that is best for each; the first at a tie."""
    gold = [(x.entities, x.relations) for x in examples]

    def told(way):
        model.calibration = way
        found = [model.decode(x.words, out) for x, out in zip(examples, outputs)]
        f1 = lambda of, least: score(gold, [plain(names, [r for r in facts if r[3] >= least]) for names, facts in found], model.labels.symmetric)[of]["micro"]["f1"]
        return f1("ner", 0) + max(f1("reStrict", 0.05 * k) for k in range(11))

    return max(ways, key=told)


def fit(model, examples, calm=(), pronouns={}):
    """The calibration, and the facts' probabilities by curves that had not seen them, with whether they are right."""
    outputs = [model.outputs(x.words)[1] for x in examples]
    fresh = {"temperature": {"tags": 1, "relations": 1}, "threshold": {"mention": 0, "relation": 0}} | pronouns
    # How tags become names (`decoders/path.py`); where both say the same, and for BIO and spans, each word's best tag.
    model.calibration = choose(model, examples, outputs, [fresh, fresh | {"tags": "path"}])
    temperature = model.calibration["temperature"]

    def at(name, t):
        temperature[name] = t
        return hits(model, examples, outputs)

    mentions = {t: at("tags", t)[0] for t in GRID}
    temperature["tags"] = min(GRID, key=lambda t: surprise(mentions[t]) if mentions[t] else 0.0)
    known = model.calibration
    model.calibration = choose(model, examples, outputs, [known | {"threshold": {"mention": t, "relation": 0}} for t in NAMES])
    temperature = model.calibration["temperature"]
    facts = {t: at("relations", t)[1] for t in STEPS}
    # Table-Sequence finds the fewer the higher it is: a temperature that loses right ones is none.
    right = {t: sum(y for *_, y in found) for t, found in facts.items()}
    ways = [(t, shrink) for t in STEPS if right[t] >= 0.98 * max(right.values()) for shrink in SHRINK]
    if min(map(len, facts.values())) >= FEW:
        held = {way: held_out(facts[way[0]], way[1]) for way in ways}
        t, shrink = min(ways, key=lambda way: surprise(held[way]))
        curve = fit_curve(facts[t], shrink)
        model.calibration["isotonic"] = points(curve, facts[t], model.labels.relation_types)
        told = held[t, shrink]
    else:
        t, told = 1.0, []
    every = [f[2:] for f in at("relations", t)[1]]
    model.calibration["shares"] = {str(s): reach(every, s) for s in SHARES}
    wanted = sum(len(x.relations) for x in examples)
    least = best_from(model, examples)
    still = quiet(model, calm, least)
    model.calibration["threshold"]["relation"] = still if f1_from(every, wanted, still) >= WORTH * f1_from(every, wanted, least) else least
    return model.calibration, told


def sureness(model, examples, outputs, of):
    """Mean score of mentions ("tags"), or of relations by themselves, their mentions' scores taken away."""
    scores = []
    for x, out in zip(examples, outputs):
        found, related = model.decode(x.words, out)
        scores += [m[3] for m in found] if of == "tags" else [p / (found[h][3] * found[t][3]) for h, t, _, p in related]
    return float(np.mean(scores)) if scores else 0.5


def as_sure(model, twin, examples):
    """The temperatures at which `model` is as sure of `examples` as `twin` is at its own. Halving steps in the logarithm."""
    for one in (model, twin):
        one.calibration = {k: v for k, v in twin.calibration.items() if k in ("tags", "pronouns")} | {"temperature": dict(twin.calibration["temperature"]), "threshold": {"mention": 0, "relation": 0}}
    ours, theirs = ([one.outputs(x.words)[1] for x in examples] for one in (model, twin))
    temperature = model.calibration["temperature"]
    for of in ("tags", "relations"):
        wanted, own = sureness(twin, examples, theirs, of), temperature[of]
        low, high = np.log(own / 3), np.log(own * 3)
        for _ in range(10):
            temperature[of] = float(np.exp((low + high) / 2))
            low, high = (np.log(temperature[of]), high) if sureness(model, examples, ours, of) > wanted else (low, np.log(temperature[of]))
        temperature[of] = round(temperature[of], 2)
    return temperature


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
        value, told = fit(model, head.dev, head.calm, {"pronouns": PRONOUNS} if where.split("/")[0] in REFUSES else {})
        found = [plain(*model.extract(x.words)) for x in head.dev]
        value["dev"] = line(score([(x.entities, x.relations) for x in head.dev], found, model.labels.symmetric))
        own = dict(value["temperature"])
        if a.to and head.plain:
            value["temperature"] = as_sure(Shipped(a.to, where, system), model, head.plain)
        print(f"{where}: dev {value['dev']}, told from {value['threshold']['relation']}, temperatures {own} -> {value['temperature']}, error held out of dev {error(told):.3f}, surprise {surprise(told) if told else 0:.3f}, shares {value['shares']}", flush=True)
        Path(a.to or a.folder, where, "calibration.json").write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main()
