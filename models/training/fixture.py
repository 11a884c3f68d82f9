"""A tiny encoder and head, random, as the engine runs them (fp32) and as plain convolutions over the table: for a test in
TypeScript that the fast graph is the plain one. `fixture.py ../../test/fixtures/graphs`
"""
import sys
from pathlib import Path

import torch
from torch import nn

from encoder import Encoder
from export import INPUTS, example, fuse, write_encoder, write_head
from labels import Labels
from model import Model
from same import plain_convolutions
from scan import OPSET
from systems.tablert_cnn import TablertCnn

CONFIG = {"hidden_size": 16, "layer_norm_eps": 1e-12, "vocab_size": 110, "max_position_embeddings": 520, "num_attention_heads": 2,
          "intermediate_size": 24, "num_hidden_layers": 2}


class Plain(nn.Module):
    """Tags [B,N,Le] and all cells [B,N,N,Lr] by two convolutions over [e_i; e_j], e = 0 beyond the sentence."""

    def __init__(self, model):
        super().__init__()
        self.encoder, self.tag = model.encoder, model.head.tag
        self.one, self.two = plain_convolutions(model.head)

    def forward(self, *inputs):
        words = nn.functional.pad(self.encoder(*(x.long() for x in inputs)).words, (0, 0, 2, 2))
        n = words.shape[1]
        table = torch.cat([words[:, :, None].repeat(1, 1, n, 1), words[:, None].repeat(1, n, 1, 1)], -1).permute(0, 3, 1, 2)
        cells = self.two(torch.relu(self.one(table))).permute(0, 2, 3, 1)
        return self.tag(torch.diagonal(cells, dim1=1, dim2=2).transpose(1, 2)), cells


def main(folder):
    torch.manual_seed(5)
    folder.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(CONFIG, shape_width=4)
    model = Model(encoder, TablertCnn(encoder, Labels(("a", "b"), ("r", "s", "t")), hidden=(12,))).eval()
    for name, p in model.named_parameters():
        if "norm" not in name:
            nn.init.normal_(p, std=0.4)
    with torch.no_grad():
        model.head.tag.bias[0] += 4  # sentences without a name too
    write_encoder(encoder, folder / "encoder.onnx")
    fused, _ = fuse(folder / "encoder.onnx", 2, 16)
    fused.replace(folder / "encoder.onnx")
    write_head(model, "tablert-cnn", folder / "head.onnx")
    axes = {n: {0: "batch", 1: "pieces" if k < 3 else "words"} for k, n in enumerate(INPUTS)}
    axes |= {"tags": {0: "batch", 1: "words"}, "cells": {0: "batch", 1: "words", 2: "words"}}
    torch.onnx.export(Plain(model).eval(), example(), str(folder / "plain.onnx"), input_names=INPUTS, output_names=["tags", "cells"],
                      dynamic_axes=axes, opset_version=OPSET, dynamo=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
