"""Random outputs of a head with their decoding, as JSON lines, for another implementation to replay.

`tables.py --system spert --count 1000 --seed 7`. Numbers are multiples of 1/64, so that 32 bits and decimals hold them exactly.
"""
import argparse
import json

import numpy as np

from decoders.product import DECODERS, NOTHING
from labels import L, U
from windows import join, to_windows

ENTITIES, RELATIONS = ["A", "B", "C"], ["r", "s"]


def exact(x):
    return (np.round(np.asarray(x) * 64) / 64).astype(np.float32)


def random_schema(rng):
    some = lambda: [t for t in ENTITIES if rng.random() < 0.75]
    return {"name": "random", "entityTypes": ENTITIES,
            "relationTypes": [{"name": r, "phrase": r, "symmetric": False, "head": some(), "tail": some()} for r in RELATIONS]}


def random_calibration(rng):
    points = lambda: [[float(a), float(b)] for a, b in zip(np.sort(np.unique(exact(rng.random(4)))), np.sort(exact(rng.random(4))))]
    return {"temperature": {"tags": float(exact(0.5 + 2 * rng.random())), "relations": float(exact(0.5 + 2 * rng.random()))},
            "threshold": {"mention": float(exact(rng.choice([0, 0.3]))), "relation": float(exact(rng.choice([0, 0.25])))},
            "isotonic": {r: points() for r in RELATIONS if rng.random() < 0.5}} | ({"tags": "path"} if rng.random() < 0.5 else {})


def random_off(rng):
    """What a person switched off: nothing in half of the tables."""
    some = lambda names: [n for n in names if rng.random() < 0.3]
    return {"entityTypes": some(ENTITIES), "relationTypes": some(RELATIONS)} if rng.random() < 0.5 else NOTHING


def upper_triangle(rng, n):
    """Only the cells that a graph reads by itself, or all: with a type off other words may end a name, and more are asked for."""
    tags = exact(rng.normal(0, 2, (1, n, 4 * len(ENTITIES) + 1)))
    best = tags[0].argmax(-1)
    last = [i for i in range(n) if best[i] and (best[i] - 1) % 4 in (L, U)]
    words = last if rng.random() < 0.5 else range(n)
    cells = [(0, i, j) for i in words for j in words if i < j]
    return {"tag_logits": tags, "cells": np.array(cells, dtype=np.int32).reshape(-1, 3),
            "relation_logits": exact(rng.normal(0, 3, (len(cells), 2 * len(RELATIONS) + 1)))}


def whole_table(rng, n):
    cells = rng.normal(0, 2, (1, n, n, 2 * len(RELATIONS) + 1))
    for _ in range(4):  # blocks in which one label is sure, with its mirror
        i, j, k, size = *rng.integers(0, n, 2), rng.integers(0, len(RELATIONS)), rng.integers(1, 4)
        cells[0, i : i + size, j : j + size, 1 + 2 * k] += 6
        cells[0, j : j + size, i : i + size, 2 + 2 * k] += 6
    return {"tag_logits": exact(rng.normal(0, 2, (1, n, 2 * len(ENTITIES) + 1))), "relation_logits": exact(cells)}


def span_pairs(rng, n):
    m = int(rng.integers(0, 7))
    starts = np.sort(rng.integers(0, n, m))
    spans = sorted({(0, int(s), int(min(n, s + rng.integers(1, 5)))) for s in starts})
    logits = rng.normal(0, 2, (len(spans), len(ENTITIES) + 1))
    logits[:, 0] = logits.min(-1) - 1 if len(spans) else 0  # a kept span is never "none"
    pairs = [(a, b) for a in range(len(spans)) for b in range(len(spans)) if a != b]
    return {"spans": np.array(spans, dtype=np.int32).reshape(-1, 3), "span_logits": exact(logits),
            "pairs": np.array(pairs, dtype=np.int32).reshape(-1, 2), "relation_logits": exact(rng.normal(0, 2, (len(pairs), len(RELATIONS))))}


WRITERS = {"tablert": upper_triangle, "tablert-cnn": upper_triangle, "dytnet": upper_triangle, "table-sequence": whole_table, "spert": span_pairs}


def windowed(rng) -> dict:
    """A sentence too long for a pass, with what each window of it says and what they say together."""
    n, limit = int(rng.integers(1, 40)), int(rng.integers(4, 24))
    words, sizes = [str(rng.choice(["a", "b", ",", ")"])) for _ in range(n)], [int(rng.integers(1, 5)) for _ in range(n)]
    windows, parts = to_windows(words, sizes, limit), []
    for start, end in windows:
        cuts = sorted(set(rng.integers(0, end - start + 1, 6).tolist()))
        mentions = [(a, b, str(rng.choice(ENTITIES)), float(exact(rng.random()))) for a, b in zip(cuts, cuts[1:]) if rng.random() < 0.8]
        pairs = [(h, t) for h in range(len(mentions)) for t in range(len(mentions)) if h != t]
        parts.append(((start, end), mentions, [(h, t, str(rng.choice(RELATIONS)), float(exact(rng.random()))) for h, t in pairs if rng.random() < 0.5]))
    mentions, relations = join(parts, n)
    return {"words": words, "sizes": sizes, "limit": limit, "windows": windows, "parts": parts, "mentions": mentions, "relations": relations}


def table(system: str, rng) -> dict:
    if system == "windows":
        return windowed(rng)
    n = int(rng.integers(1, 9))
    schema, calibration, outputs = random_schema(rng), random_calibration(rng), WRITERS[system](rng, n)
    off = random_off(rng)
    mentions, relations = DECODERS[system](outputs, schema, calibration, off)
    written = {k: {"dims": list(v.shape), "data": v.flatten().tolist()} for k, v in outputs.items()}
    return {"system": system, "words": n, "outputs": written, "schema": schema, "calibration": calibration, "off": off,
            "mentions": [list(m) for m in mentions], "relations": [list(r) for r in relations]}


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--system", choices=(*WRITERS, "windows"), required=True)
    a.add_argument("--count", type=int, default=1000)
    a.add_argument("--seed", type=int, default=1)
    a = a.parse_args()
    rng = np.random.default_rng(a.seed)
    for _ in range(a.count):
        print(json.dumps(table(a.system, rng), separators=(",", ":")))


if __name__ == "__main__":
    main()
