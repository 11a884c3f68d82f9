"""The fast graph beside the plain convolution it stands for: on every logit that is read, and on what is decoded.

    same.py [--folder ../minilm] [--heads news,general] [--some 100] [--exact] [FILE in SpERT form …]

Plain: [e_i; e_j] over the table, e = 0 outside the sentence and the table going on beyond it (the open border), two 3 x 3
convolutions by PyTorch in fp32. Fast: the fp32 graphs as exported, before int8, a sentence a call and all of a batch at once.
--exact: the plain side in 64 bits,
which tells whose rounding a difference is. Weights: the shipped int8 ones as floats. Without files: our own sentences of 1 to 512 words, and each head's whole test corpora.
"""
import argparse
import os
import tempfile
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch import nn

from batch import collate
from corpus import Example, read
from decoders.product import DECODERS
from dequantised import open_dequantised
from export import INPUTS, fuse, write_encoder, write_head
from facts import FOLD, judged
from heads import open_head
from shipped import Shipped, open_graph, plain

FREE = {"temperature": {"tags": 1, "relations": 1}, "threshold": {"mention": 0, "relation": 0}}


def plain_convolutions(head):
    """Both as published. The first kernel was summed over one axis when it was factorised: any kernel with those sums is the
    same function of [e_i; e_j]; here each is spread evenly over that axis."""
    width, second = head.row.shape[0] // 3, head.later[0]
    one, two = nn.Conv2d(2 * width, head.row.shape[1], 3), nn.Conv2d(head.row.shape[1], second.out_features, 3)
    side = lambda w: w.view(3, width, -1).permute(2, 1, 0)  # h x D x tap
    with torch.no_grad():
        one.weight[:, :width], one.weight[:, width:] = side(head.row)[..., None] / 3, side(head.column)[:, :, None] / 3
        one.bias.copy_(head.bias)
        two.weight.copy_(second.weight.view(second.out_features, 3, 3, -1).permute(0, 3, 1, 2))
        two.bias.copy_(second.bias)
    return one, two


@torch.no_grad()
def plain_table(model, convolutions, tensors):
    """Tag logits [N,Le] and all cells [N,N,Lr] of one sentence."""
    one, two = convolutions
    tensors = [t.to(one.bias.dtype) if t.is_floating_point() else t for t in tensors]
    words = nn.functional.pad(model.encoder(*tensors).words[0], (0, 0, 2, 2))
    n = len(words)
    table = torch.cat([words[:, None].expand(n, n, -1), words[None].expand(n, n, -1)], -1).permute(2, 0, 1)[None]
    cells = two(torch.relu(one(table)))[0].permute(1, 2, 0)
    return model.head.tag(torch.diagonal(cells).T).numpy(), cells.numpy()


class Fast:
    def __init__(self, model, folder):
        write_encoder(model.encoder, folder / "encoder.onnx")
        fused, self.fused = fuse(folder / "encoder.onnx", model.encoder.layers[0].heads, model.encoder.plain_width)
        write_head(model, "tablert-cnn", folder / "head.onnx")
        self.encoder, self.head = open_graph(fused), open_graph(folder / "head.onnx")

    def run(self, tensors):
        feeds = {n: t.to(torch.int32).numpy() for n, t in zip(INPUTS, tensors)}
        words = self.encoder.run(["words"], feeds)[0]
        names = ["tag_logits", "cells", "relation_logits"]
        return dict(zip(names, self.head.run(names, {"words": words, "word_count": feeds["word_count"]})))


def difference(a, b):
    return float(np.abs(a - b).max(initial=0))


def compare(plainly, fast, convolutions, examples, shipped):
    """(largest difference of a tag logit, of a relation logit, of a logit alone and in a batch; sentences decoded otherwise)."""
    worst, other = [0.0, 0.0, 0.0], 0
    pieces, free = shipped.pieces, FREE | {k: v for k, v in shipped.calibration.items() if k == "tags"}
    decode = lambda tags, cells, relations: DECODERS["tablert-cnn"]({"tag_logits": tags[None], "cells": cells, "relation_logits": relations}, shipped.schema, free)
    for at in range(0, len(examples), 8):
        some = examples[at : at + 8]
        together = fast.run(collate(some, pieces).tensors)
        for b, x in enumerate(some):
            batch = collate([x], pieces)
            tags, cells = plain_table(plainly, convolutions, batch.tensors)
            got = fast.run(batch.tensors)
            _, i, j = got["cells"].T
            mine = together["cells"][:, 0] == b
            worst[0] = max(worst[0], difference(got["tag_logits"][0], tags))
            worst[1] = max(worst[1], difference(got["relation_logits"], cells[i, j]))
            worst[2] = max(worst[2], difference(got["tag_logits"][0], together["tag_logits"][b, : len(x.words)]))
            if (got["cells"][:, 1:] == together["cells"][mine][:, 1:]).all():
                worst[2] = max(worst[2], difference(got["relation_logits"], together["relation_logits"][mine]))
            i, j = np.triu_indices(len(x.words), 1)
            every = np.stack([np.zeros_like(i), i, j], 1).astype(np.int32)
            one, two = decode(got["tag_logits"][0], got["cells"], got["relation_logits"]), decode(tags, every, cells[i, j])
            sets = [tuple(map(set, plain(*x))) for x in (one, two)]
            other += sets[0] != sets[1] or len(one[1]) != len(two[1])
    return worst, other


def made_up(pieces):
    """Lengths 1 to 512 words of our own, no entity, one, and entities at both ends. The encoder has 512 positions."""
    words = "Mary Smith of Acme 🛫 met her brother , who lives in Geneva near the old harbour with Tom Brown".split()
    out = [Example((words * 40)[:n]) for n in (1, 2, 3, 9, 17, 23, 110, 253, 400, 512)]
    out = [x for x in out if sum(len(pieces.of(w)) for w in x.words) <= 510]
    return out + [Example(t.split()) for t in ("it rained all day .", "it rained in Geneva .", "Mary lives in Geneva", "Geneva")]


def tests(head, shared):
    """Name → sentences of all that tests a head."""
    out = {f"test of {head}": open_head(head, shared, "train").test}
    return out | ({f"KnowledgeNet fold {FOLD}": [x for x, _ in judged(shared)]} if head == "general" else {})


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("files", nargs="*")
    for name, kind, default in (("--folder", str, "../minilm"), ("--heads", str, "news,biomedical,science,general"), ("--some", int, 0),
                                ("--shared", str, os.environ.get("ESPALIER_SHARED", "../../../shared"))):
        a.add_argument(name, type=kind, default=default)
    a.add_argument("--exact", action="store_true")
    a = a.parse_args()
    failed = False
    for head in a.heads.split(","):
        model, shipped = open_dequantised(a.folder, head), Shipped(a.folder, head)
        convolutions, plainly = plain_convolutions(model.head), model
        if a.exact:
            plainly, *convolutions = (deepcopy(m).double() for m in (model, *convolutions))
        with tempfile.TemporaryDirectory() as scratch:
            fast = Fast(model, Path(scratch))
            print(f"{head}; nodes of the encoder:", fast.fused)
            corpora = {Path(f).name: read(Path(f)) for f in a.files} or tests(head, a.shared)
            for name, examples in {"our own": made_up(shipped.pieces), **corpora}.items():
                examples = [x for x in examples if x.words and sum(len(shipped.pieces.of(w)) for w in x.words) <= 510][: a.some or None]
                worst, other = compare(plainly, fast, convolutions, examples, shipped)
                failed |= max(worst) >= 1e-4 or other > 0
                print(f"{name}: {len(examples)} sentences; tags {worst[0]:.1e}, relations {worst[1]:.1e}, alone against batch {worst[2]:.1e}; decoded otherwise: {other}", flush=True)
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
