"""Paired bootstrap over sentences: is one system better than another on the same test set? `bootstrap.py A.json B.json`."""
import json
import sys
from pathlib import Path

import numpy as np


def f1(rows):
    right, said, wanted = rows.sum(-2).T if rows.ndim > 2 else rows.sum(0)
    return 200 * right / np.maximum(said + wanted, 1)


def paired(a, b, rounds=10_000, seed=1) -> dict:
    """Rows [right, predicted, wanted] of each sentence. Difference of micro F1 in points, its 95 % interval, and how often
    a resampled set has the first above the second."""
    a, b = np.asarray(a), np.asarray(b)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(a), (rounds, len(a)))
    differences = np.concatenate([f1(a[d]) - f1(b[d]) for d in np.array_split(drawn, max(1, rounds // 500))])
    low, high = np.percentile(differences, [2.5, 97.5])
    return {"difference": float(f1(a) - f1(b)), "low": float(low), "high": float(high), "better": float((differences > 0).mean())}


def main():
    one, two = (json.loads(Path(p).read_text())["counts"] for p in sys.argv[1:3])
    for view in one:
        r = paired(one[view], two[view])
        print(f"{view}: {r['difference']:+.1f} [{r['low']:+.1f}, {r['high']:+.1f}], first better in {100 * r['better']:.0f} % of resamples")


if __name__ == "__main__":
    main()
