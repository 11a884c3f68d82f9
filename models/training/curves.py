"""How often relations of a score are right: logistic in the score's logit (Platt 1999), which a type shifts by as much as its own
relations warrant (a ridge, the more of them the weaker). Isotonic curves by type, as first shipped, were surer than sentences
held out of dev bear out. Told as points that straight lines join, which is how the product reads them.

A fact is (sentence, type, score, whether right).
"""
import random

import numpy as np

SHRINK = (1, 3, 10, 30, float("inf"))  # one over the variance a type's shift is given; infinite: no type shifts
FOLDS, TIMES = 5, 2
KNOTS = 16
FEW = 40  # facts below which there is no curve
EDGE = 1e-6


def surprise(pairs) -> float:
    """Mean negative log-likelihood of right and wrong."""
    p, y = np.array(pairs, dtype=np.float64).T
    p = np.clip(p, EDGE, 1 - EDGE)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def error(pairs, bins=10) -> float:
    """Expected calibration error (equal widths)."""
    of = {}
    for p, y in pairs:
        of.setdefault(min(int(p * bins), bins - 1), []).append((p, y))
    return sum(abs(sum(p - y for p, y in ps)) for ps in of.values()) / max(len(pairs), 1)


def least_error(pairs, times=1000) -> tuple[float, float]:
    """The error that scores show which are right to the last digit, on so many relations: its mean, and what 19 draws in 20 stay below."""
    rng, p = np.random.default_rng(1), [p for p, _ in pairs]
    drawn = [error(list(zip(p, rng.random(len(p)) < p))) for _ in range(times)]
    return float(np.mean(drawn)), float(np.quantile(drawn, 0.95))


def logit(p):
    p = np.clip(p, EDGE, 1 - EDGE)
    return np.log(p / (1 - p))


def fit_curve(facts, shrink):
    """(intercept, slope, {type: shift}) of the greatest penalised likelihood, by Newton's method."""
    kinds = sorted({k for _, k, *_ in facts}) if np.isfinite(shrink) else []
    x = np.column_stack([np.ones(len(facts)), logit(np.array([p for _, _, p, _ in facts])), *([k == own for _, k, *_ in facts] for own in kinds)]).astype(np.float64)
    y = np.array([float(y) for *_, y in facts])
    towards = np.array([0.0, 1.0] + [0.0] * len(kinds))  # scores that are probabilities already; lightly, lest few facts run away
    pull = np.array([0.01, 0.01] + [float(shrink)] * len(kinds))
    w = towards.copy()
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + np.diag(pull), x.T @ (p - y) + pull * (w - towards))
        w -= np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return float(w[0]), max(float(w[1]), 0.0), dict(zip(kinds, w[2:].tolist()))


def read_curve(curve, kind, p):
    intercept, slope, shifts = curve
    return 1 / (1 + np.exp(-(intercept + shifts.get(kind, 0.0) + slope * logit(p))))


def held_out(facts, shrink):
    """Each fact's probability by a curve fitted on other sentences, with whether it is right; several times over."""
    out = []
    for time in range(TIMES):
        sentences = sorted({s for s, *_ in facts})
        random.Random(time).shuffle(sentences)
        fold = {s: i % FOLDS for i, s in enumerate(sentences)}
        for i in range(FOLDS):
            curve = fit_curve([f for f in facts if fold[f[0]] != i], shrink)
            out += [(float(read_curve(curve, k, p)), y) for s, k, p, y in facts if fold[s] == i]
    return out


def points(curve, facts, kinds) -> dict[str, list[list[float]]]:
    """Rising [score, share right] for every type, those without a fact too; straight beyond the scores that were seen."""
    scores = np.quantile([p for _, _, p, _ in facts], np.linspace(0, 1, KNOTS))
    knots = sorted({round(float(s), 4) for s in scores})
    return {k: [[s, round(float(read_curve(curve, k, s)), 4)] for s in knots] for k in kinds}
