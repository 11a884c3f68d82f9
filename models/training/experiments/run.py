"""One run: train, decode by every rule, score, and keep the figures in results/KEY.json."""
import json
import os
import platform
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from corpora import distinct_test
from evaluate import predict
from score import counts, score
from settings import Settings
from train import checkpoint_of, train

RESULTS = Path(__file__).parents[1] / "results"


def result_path(s: Settings) -> Path:
    return RESULTS / f"{s.key}.json"


def finished(s: Settings) -> bool:
    return result_path(s).exists()


def size(parameters) -> int:
    return sum(p.numel() for p in parameters)


def figures(gold, found, labels, keep=None):
    keep = range(len(gold)) if keep is None else keep
    s = score([gold[i] for i in keep], [found[i] for i in keep], labels.symmetric)
    return {k: {m: {n: round(f, 5) for n, f in s[k][m].items()} for m in ("micro", "macro")} | {"types": {t: round(f["f1"], 5) for t, f in s[k]["perType"].items()}} for k in s}


def operations(model, examples, pieces, device, kept) -> float:
    """10^9 operations of all matrix products for one sentence, each alone at its own length: the mean of every eighth."""
    some = examples[::8]
    with FlopCounterMode(display=False) as counter:
        predict(model, some, pieces, device, kept, size=1, rules=model.head.rules[:1])
    return round(counter.get_total_flops() / 1e9 / max(len(some), 1), 3)


def run(s: Settings, shared, work, device="cpu", log=print):
    """Trains and writes the result file. A run whose file exists is not repeated."""
    if finished(s):
        return
    if device != "cpu":
        torch.cuda.reset_peak_memory_stats()
    model, pieces, corpus, kept, facts = train(s, shared, work, device, log)
    examples = corpus.get(s.test)
    gold = [(x.entities, x.relations) for x in examples]
    began = time.time()
    found = predict(model, examples, pieces, device, kept, rules=model.head.rules)
    decoding = time.time() - began
    rule = model.head.rules[0]
    value = {
        "settings": asdict(s),
        "scores": {name: figures(gold, f, corpus.labels) for name, f in found.items()},
        "distinct": figures(gold, found[rule], corpus.labels, distinct_test(corpus, corpus.get(s.train))) if s.test == "test" else None,
        "between gold": figures(gold, predict(model, examples, pieces, device, kept, rules=(rule,), gold=True)[rule], corpus.labels)["reStrict"]["micro"]["f1"],
        "counts": counts(gold, found[rule], corpus.labels.symmetric),
        "words": [len(x.words) for x in examples],
        "parameters": {"encoder": size(model.encoder.parameters()), "head": size(model.head.parameters()),
                       "trained": size(p for p in model.parameters() if p.requires_grad)},
        "seconds": facts["seconds"],
        "sentences": facts["sentences"],
        "sentences per second": round(facts["sentences"] * s.epochs / max(facts["seconds"], 1), 1),
        "decoding seconds": round(decoding, 1),
        "gigaflops": operations(model, examples, pieces, device, kept),
        "peak megabytes": round(torch.cuda.max_memory_allocated() / 1e6) if device != "cpu" else peak_resident(),
        "machine": torch.cuda.get_device_name() if device != "cpu" else f"{platform.machine()}, one thread",
    } | model.head.measure(model, examples, found[rule], pieces, device, kept)
    RESULTS.mkdir(exist_ok=True)
    partial = result_path(s).with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(value, separators=(",", ":")) + "\n")
    partial.replace(result_path(s))
    checkpoint_of(s, work).unlink(missing_ok=True)


def peak_resident() -> int:
    """Megabytes."""
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
