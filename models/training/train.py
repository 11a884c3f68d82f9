"""Trains what settings describe. Resumable: a checkpoint is kept after every epoch, and whoever has put away what came of it
takes it away."""
import math
import random
import time
from pathlib import Path

import torch
from torch import nn

from batch import batches, by_length, collate
from corpora import open_corpus
from evaluate import evaluate
from model import open_model
from score import line


def optimiser(model, s):
    groups = []
    encoder = model.encoder.on_top() if s.frozen else list(model.encoder.parameters())
    # What a frozen encoder still trains belongs to the head.
    parts = [(list(model.head.parameters()) + encoder, s.head_rate)] if s.frozen else [(encoder, s.encoder_rate), (list(model.head.parameters()), s.head_rate)]
    for parameters, rate in parts:
        for bare in (False, True):
            own = [p for p in parameters if (p.dim() < 2) == bare]
            groups.append({"params": own, "lr": rate, "weight_decay": 0.0 if bare else s.decay})
    return torch.optim.AdamW([g for g in groups if g["params"]], fused=True)


def share_of_rate(fall: str, t: int, warm: float, steps: int) -> float:
    """Of the highest rate, at step t: up in a line, then down in a line to 0, or "inverse" as 1 / (1 + 0.05 t / 1000)."""
    down = 1 / (1 + 0.05 * t / 1000) if fall == "inverse" else max(0.0, (steps - t) / (steps - warm))
    return min((t + 1) / warm, down)


@torch.no_grad()
def see(model, examples, pieces, device, size=16):
    """What a frozen encoder says of each sentence, kept on the host in 32 bits, by the identity of the example."""
    model.eval()
    kept = {}
    for some in by_length(examples, size):
        chosen = [examples[i] for i in some]
        seen = model.encoder.read(*collate(chosen, pieces, device).tensors)
        for i, x in enumerate(chosen):
            n = len(x.words)
            maps = None if seen.attention is None else seen.attention[i, :n, :n].cpu()
            kept[id(x)] = type(seen)(seen.states[i, :, :n].cpu(), seen.sentence[i].cpu(), maps)
    return kept


def save(path: Path, value):
    partial = path.with_suffix(".partial")
    torch.save(value, partial)
    partial.replace(path)


def checkpoint_of(s, work) -> Path:
    return Path(work) / "runs" / f"{s.key}.pt"


def train(s, shared, work, device="cpu", log=print, examples=None):
    """Returns (model, pieces, corpus, kept, facts). `examples` replaces the corpus' training part."""
    torch.set_num_threads(1)  # beside other runs two threads wait for each other
    torch.set_flush_denormal(True)
    torch.set_float32_matmul_precision("high")  # on CUDA; a processor knows no other
    torch.manual_seed(s.seed)
    corpus = open_corpus(s.corpus, shared, s.fold)
    core = corpus.get(s.train) if examples is None else examples
    dev = corpus.get("dev") if s.keep == "best" and "dev" not in s.train else []
    model, pieces = open_model(s, corpus.labels)
    model.to(device)
    for x in core:
        model.head.prepare(x)
    kept = see(model, core + dev + corpus.get(s.test), pieces, device) if s.frozen else None
    if s.frozen:
        model.encoder.requires_grad_(False)
        for p in model.encoder.on_top():
            p.requires_grad_(True)
    steps = (len(core) + s.batch - 1) // s.batch * s.epochs
    optim, warm = optimiser(model, s), max(1, s.warm * steps)
    rate = torch.optim.lr_scheduler.LambdaLR(optim, lambda t: share_of_rate(s.fall, t, warm, steps))
    checkpoint = checkpoint_of(s, work)
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    first, seconds, best = 0, 0.0, (-1.0, None)
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=device)
        model.load_state_dict(state["model"]), optim.load_state_dict(state["optim"]), rate.load_state_dict(state["rate"])
        first, seconds, best = state["epoch"], state["seconds"], state["best"]
    for epoch in range(first, s.epochs):
        began = time.time()
        total = run_epoch(s, epoch, model, core, pieces, optim, rate, device, kept)
        report = ""
        if dev and (epoch % 3 == 2 or epoch + 1 == s.epochs):
            result = evaluate(model, dev, pieces, corpus.labels, device, kept)
            report, mean = line(result), (result["ner"]["micro"]["f1"] + result["reStrict"]["micro"]["f1"]) / 2
            if mean > best[0]:
                best = (mean, {n: t.detach().cpu().clone() for n, t in model.state_dict().items()})
        seconds += time.time() - began
        log(f"{s.key} epoch {epoch + 1}/{s.epochs} loss {total:.3f} {report} {seconds:.0f} s")
        if seconds / (epoch + 1) > 5 or epoch % 10 == 9 or epoch + 1 == s.epochs:  # one that costs more than what it saves is none
            save(checkpoint, {"model": model.state_dict(), "optim": optim.state_dict(), "rate": rate.state_dict(), "epoch": epoch + 1, "seconds": seconds, "best": best})
    if best[1]:
        model.load_state_dict(best[1])
    return model, pieces, corpus, kept, {"seconds": round(seconds), "sentences": len(core)}


def parts(some, most):
    """A batch in parts of at most `most` cells of padded tables each, but a sentence at least; sentences come by length. A
    loss is a mean over sentences, so the gradients of the parts, each weighted by its share, are the batch's."""
    out = [[]]
    for x in some:
        if out[-1] and (len(out[-1]) + 1) * len(x.words) ** 2 > most:
            out.append([])
        out[-1].append(x)
    return out


def run_epoch(s, epoch, model, core, pieces, optim, rate, device, kept):
    rng = random.Random(s.seed * 1000 + epoch)
    torch.manual_seed(s.seed * 1000 + epoch)
    model.train()
    if s.frozen:
        model.encoder.eval()
    model.head.begin(epoch, s.epochs)
    total = torch.zeros((), device=device)
    for some in batches(core, s.batch, rng):
        optim.zero_grad()
        for part in parts(some, getattr(model.head, "most_cells", math.inf)):
            batch = collate(part, pieces, device, kept)
            loss = model.head.loss(model(batch), batch) * (len(part) / len(some))
            loss.backward()
            total += loss.detach() * len(some)
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], s.clip)
        optim.step(), rate.step()
    return float(total) / len(core)
