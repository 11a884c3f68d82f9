"""Trains the shared encoder with heads on it, or, the encoder given and frozen, further heads. What was killed goes on from its
last checkpoint, at most five minutes old, as if it had not been; SIGTERM makes one first.

Tasks are HEAD=SYSTEM. Batches hold sentences of one task; of each task's own sentences and of its others an epoch has the
shares that `heads.MIX` names, and `heads.MIX_AGAIN` of a second training (`--from` the first). Writes work/NAME.pt: {"encoder", "heads"}.
"""
import argparse
import os
import random
import signal
import time
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import nn

from augment import augment
from batch import batches, collate
from heads import MIX, MIX_AGAIN, open_head
from model import Model, open_model
from settings import settings
from systems import SYSTEMS
from teach import attach, path_of
from train import optimiser, save, see

# ≤ 6 MB each at int8.
OPTIONS = {"dytnet": {"hidden": 384}, "table-sequence": {"hidden": 128}}
AUGMENTED = {"news", "general"}
BETWEEN_CHECKPOINTS = 300  # seconds
JOINED = 0.5  # of its head's sentences in each epoch, for a system beside the default that is trained along with the encoder
# A mean over samples is far smaller than a sum over a table, and the encoder's steps go by what is larger.
LOSS_WEIGHT = {"spert": 5.0}


def new_head(encoder, system, labels):
    return SYSTEMS[system](encoder, labels, **OPTIONS.get(system, {}))


def learns(system, x) -> bool:
    """SpERT and Table-Sequence train on sentences that are judged to the end; Table-Sequence on none of over 40 words: a fifth of them,
    on whose tables, diagonal by diagonal, it would spend more time than on all the others."""
    in_full = not (x.partial or x.unknown or x.unjudged) and x.tag_weight == 1.0
    return {"spert": in_full, "table-sequence": in_full and len(x.words) <= 40}.get(system, True)


class Joint(nn.Module):
    """One encoder, and a model for each task that shares it."""

    def __init__(self, encoder, tasks, heads):
        super().__init__()
        self.encoder = encoder
        self.head = nn.ModuleDict({task.replace("/", "_"): new_head(encoder, system, heads[name].labels) for task, (name, system) in tasks.items()})

    def task(self, name) -> Model:
        return Model(self.encoder, self.head[name.replace("/", "_")])


def share_of(examples, share, epoch, seed):
    """So many of them; over the epochs all come equally often, in an order of their own."""
    order, count = list(range(len(examples))), min(len(examples), int(share * len(examples)))
    random.Random(seed).shuffle(order)
    return [examples[order[(epoch * count + k) % len(order)]] for k in range(count)]


def plan(tasks, heads, epoch, seed, augmented, mixes):
    """(task, examples) of one epoch."""
    rng, out = random.Random(f"{seed}:{epoch}"), []
    for task, (name, system) in tasks.items():
        mix = mixes[name]
        if augmented and "/" in task:  # trained with the encoder, not over it: it shares its head's sentences
            mix = replace(mix, core=mix.core * JOINED)
        core, extra = ([x for x in xs if learns(system, x)] for xs in (heads[name].core, heads[name].extra))
        chosen = share_of(core, mix.core, epoch, seed) + share_of(extra, mix.core * mix.extra * len(core) / max(len(extra), 1), epoch, seed)
        if augmented and name in AUGMENTED:
            chosen = [augment(x, rng) for x in chosen]
        out += [(task, some) for some in batches(chosen, mix.batch, rng)]
    rng.shuffle(out)
    return out


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("tasks", nargs="+", help="HEAD=SYSTEM, or HEAD/SYSTEM=SYSTEM for one beside the default")
    for name, kind, default in (("--shared", str, os.environ.get("ESPALIER_SHARED", "../../../shared")), ("--work", str, "work"), ("--name", str, "shared"),
                                ("--parts", str, "train,dev"), ("--fold", int, 0), ("--epochs", int, 10), ("--seed", int, 1), ("--device", str, "cpu"),
                                ("--frozen-from", str, ""), ("--from", str, ""), ("--some", int, 0), ("--only", str, ""), ("--taught", str, "")):
        a.add_argument(name, type=kind, default=default)
    a.add_argument("--compile", action="store_true", help="the encoder's layers: a fifth less time each, after a minute or more")
    a = a.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(a.seed)
    tasks = {where: (where.split("/")[0], system) for where, system in (t.split("=") for t in a.tasks)}
    heads = {name: open_head(name, a.shared, a.parts, a.fold, a.some, a.only) for name in dict.fromkeys(n for n, _ in tasks.values())}  # in one order: weights are drawn head by head
    for name, head in heads.items():
        said = path_of(a.taught, name, a.parts, a.fold)
        if a.taught and said.exists():
            attach(head, torch.load(said, weights_only=True))
            print(f"{name} is taught", flush=True)
    s = settings("tablert-cnn", frozen=bool(a.frozen_from), epochs=a.epochs, seed=a.seed)
    base, pieces = open_model(s, next(iter(heads.values())).labels)
    model = Joint(base.encoder, tasks, heads).to(a.device)
    # The words' vectors stay as published: half of all weights, of which a step sees few; a tenth of its time. Not measured apart.
    model.encoder.word.requires_grad_(False)
    # Attention weights keep all of theirs: the masks cost as much time as the weights themselves. Not measured apart either.
    model.encoder.maps_dropout = 0.0
    if a.compile:
        for layer in model.encoder.layers:
            layer.compile(dynamic=True)
    kept = None
    if a.frozen_from:
        model.encoder.load_state_dict(torch.load(a.frozen_from, weights_only=True, map_location=a.device)["encoder"])
        model.encoder.requires_grad_(False)
        kept = see(model, [x for h in heads.values() for x in h.core + h.extra], pieces, a.device)
    first = vars(a)["from"]
    if first:
        value = torch.load(first, weights_only=True, map_location=a.device)
        model.encoder.load_state_dict(value["encoder"])
        for t in tasks:
            if t in value["heads"]:
                model.task(t).head.load_state_dict(value["heads"][t])
    fit(a, s, model, tasks, heads, pieces, kept, MIX_AGAIN if first else MIX)
    save(Path(a.work) / f"{a.name}.pt", {"encoder": model.encoder.state_dict(), "tasks": a.tasks, "parts": a.parts, "settings": {k: v for k, v in asdict(s).items() if k != "options"},
                                         "heads": {t: model.task(t).head.state_dict() for t in tasks}})


def fit(a, s, model, tasks, heads, pieces, kept, mixes):
    steps = sum(len(plan(tasks, heads, e, a.seed, False, mixes)) for e in range(a.epochs))
    optim, warm = optimiser(model, s), 0.2 * steps
    rate = torch.optim.lr_scheduler.LambdaLR(optim, lambda t: min((t + 1) / warm, max(0.0, (steps - t) / (steps - warm))))
    checkpoint, first, done, seconds = Path(a.work) / f"{a.name}.partial.pt", 0, 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=a.device)
        model.load_state_dict(state["model"]), optim.load_state_dict(state["optim"]), rate.load_state_dict(state["rate"])
        first, done, seconds = state["epoch"], state["done"], state["seconds"]
    began = kept_at = time.time() - seconds
    told_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: told_to_stop.append(True))

    def keep(epoch, done):
        save(checkpoint, {"model": model.state_dict(), "optim": optim.state_dict(), "rate": rate.state_dict(), "epoch": epoch, "done": done, "seconds": time.time() - began})

    for epoch in range(first, a.epochs):
        model.train()
        if kept is not None:
            model.encoder.eval()
        for head in model.head.values():
            head.begin(epoch, a.epochs)
        total = {t: [0.0, 0] for t in tasks}
        for at, (task, some) in enumerate(plan(tasks, heads, epoch, a.seed, kept is None, mixes)):
            if epoch == first and at < done:
                continue
            torch.manual_seed((a.seed * 1000 + epoch) * 100_000 + at)
            one = model.task(task)
            for x in some:
                one.head.prepare(x)
            batch = collate(some, pieces, a.device, kept)
            optim.zero_grad()
            loss = one.head.loss(one(batch), batch) * (LOSS_WEIGHT.get(tasks[task][1], 1.0) if kept is None else 1.0)
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 1.0)
            optim.step(), rate.step()
            total[task][0] += float(loss.detach())
            total[task][1] += 1
            if told_to_stop or time.time() - kept_at > BETWEEN_CHECKPOINTS:
                keep(epoch, at + 1)
                if told_to_stop:
                    raise SystemExit(f"{a.name} stopped at epoch {epoch + 1}, step {at + 1}; the same command goes on from there")
                kept_at = time.time()
                print(f"{a.name} epoch {epoch + 1}/{a.epochs} step {at + 1} {time.time() - began:.0f} s", flush=True)
        keep(epoch + 1, 0)
        kept_at = time.time()
        print(f"{a.name} epoch {epoch + 1}/{a.epochs} " + " ".join(f"{t} {v / max(n, 1):.2f}" for t, (v, n) in total.items()) + f" {time.time() - began:.0f} s", flush=True)
    checkpoint.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
