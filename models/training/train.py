"""Trains one encoder with one table head. Resumable: a checkpoint is kept after every epoch."""
import argparse
import json
import random
import time
from pathlib import Path

import torch
from torch import nn

from augment import augment
from corpus import collate, label, read
from encoder import Encoder
from evaluate import evaluate
from labels import Labels
from mixture import mixture
from score import line
from systems import SYSTEMS
from words import Pieces


class Model(nn.Module):
    def __init__(self, config, labels, system="tablert_cnn"):
        super().__init__()
        self.encoder = Encoder(config)
        self.head = SYSTEMS[system](self.encoder.width, labels)

    def forward(self, batch):
        return self.head(self.encoder(*batch.tensors), batch.lengths)


def open_model(work, labels, system="tablert_cnn"):
    torch.set_num_threads(1)  # on a shared machine two threads wait for each other
    folder = Path(work) / "minilm"
    model = Model(json.loads((folder / "config.json").read_text()), labels, system)
    return model, Pieces(str(folder / "tokenizer.json"))


def schema_labels(path) -> Labels:
    schema = json.loads(Path(path).read_text())
    return Labels(tuple(schema["entityTypes"]), tuple(r["name"] for r in schema["relationTypes"]))


def batches(examples, pieces, size, rng):
    """Random batches of like length: less padding, and the order of batches stays random."""
    order = rng.sample(range(len(examples)), len(examples))
    out = []
    for k in range(0, len(order), size * 16):
        pool = sorted(order[k : k + size * 16], key=lambda i: len(examples[i].words))
        out += [[examples[i] for i in pool[j : j + size]] for j in range(0, len(pool), size)]
    rng.shuffle(out)
    return (collate(b, pieces) for b in out)


def optimiser(model, encoder_rate, head_rate, decay):
    groups = []
    for part, rate in ((model.encoder, encoder_rate), (model.head, head_rate)):
        for bare in (False, True):
            new = [p for name, p in part.named_parameters() if (p.dim() < 2) == bare]
            groups.append({"params": new, "lr": rate, "weight_decay": 0.0 if bare else decay})
    return torch.optim.AdamW(groups, fused=True)


def main():
    a = argparse.ArgumentParser()
    for name, kind, default in (
        ("--shared", str, "../../../shared"), ("--work", str, "work"), ("--schema", str, "../minilm/news/schema.json"), ("--name", str, "news"),
        ("--parts", str, "train,dev"), ("--mix", str, ""), ("--epochs", int, 12), ("--batch", int, 8), ("--encoder-rate", float, 1.5e-4),
        ("--head-rate", float, 1e-3), ("--seed", int, 1), ("--start", str, ""), ("--passes", float, 1.0), ("--augment", int, 0),
    ):
        a.add_argument(name, type=kind, default=default)
    a = a.parse_args()
    torch.set_flush_denormal(True)
    torch.manual_seed(a.seed)
    labels = schema_labels(a.schema)
    model, pieces = open_model(a.work, labels)
    model.encoder.load(Path(a.work) / "minilm" / "model.safetensors")
    if a.start:
        model.load_state_dict(torch.load(a.start, weights_only=True)["model"])
    corpora = Path(a.shared) / "data" / "corpora"
    core = [label(x, labels) for p in a.parts.split(",") for x in read(corpora / "conll04" / f"conll04_{p}.json")]
    dev = [] if "dev" in a.parts else [label(x, labels) for x in read(corpora / "conll04" / "conll04_dev.json")]
    extra = [label(x, labels) for x in mixture(a.mix, corpora)]
    random.Random(a.seed).shuffle(extra)
    print(f"{len(core)} sentences and {len(extra)} others", flush=True)

    share = int(len(extra) * a.passes / a.epochs)  # sentences of the other corpora in one epoch
    steps = (len(core) + share + a.batch - 1) // a.batch * a.epochs
    optim = optimiser(model, a.encoder_rate, a.head_rate, 0.01)
    warm = 0.2 * steps
    rate = torch.optim.lr_scheduler.LambdaLR(optim, lambda t: min((t + 1) / warm, max(0.0, (steps - t) / (steps - warm))))
    checkpoint, first = Path(a.work) / f"{a.name}.pt", 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(kept["model"]), optim.load_state_dict(kept["optim"]), rate.load_state_dict(kept["rate"])
        for group in optim.param_groups:  # a checkpoint brings its own
            group["fused"] = True
        first = kept["epoch"]
    began = time.time()
    for epoch in range(first, a.epochs):
        rng = random.Random(a.seed * 1000 + epoch)
        torch.manual_seed(a.seed * 1000 + epoch)
        model.train()
        total, seen = 0.0, 0
        examples = core + [extra[(epoch * share + k) % len(extra)] for k in range(share)]
        if a.augment:
            examples = [label(augment(x, rng), labels) for x in examples]
        for batch in batches(examples, pieces, a.batch, rng):
            optim.zero_grad()
            loss = model.head.loss(model(batch), batch)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optim.step(), rate.step()
            total, seen = total + loss.item() * len(batch.examples), seen + len(batch.examples)
            if seen % 400 < a.batch:
                print(f"  {seen} {total / seen:.3f} {(time.time() - began):.0f} s", flush=True)
        partial = checkpoint.with_suffix(".partial")
        torch.save({"model": model.state_dict(), "optim": optim.state_dict(), "rate": rate.state_dict(), "epoch": epoch + 1}, partial)
        partial.replace(checkpoint)
        report = line(evaluate(model, dev, pieces, labels)) if dev and (epoch % 3 == 2 or epoch + 1 == a.epochs) else ""
        print(f"epoch {epoch + 1} loss {total / seen:.3f} {report} {(time.time() - began):.0f} s", flush=True)


if __name__ == "__main__":
    main()
