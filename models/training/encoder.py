"""A BERT encoder in the textbook pattern: the one ONNX Runtime recognises and fuses (a library's own export is not)."""
import math

import torch
from safetensors.torch import load_file
from torch import nn

from words import SHAPES


class Layer(nn.Module):
    def __init__(self, width, heads, inner, eps, dropout):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps), nn.LayerNorm(width, eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, bias):
        b, s, d = x.shape
        split = lambda y: y.view(b, s, self.heads, d // self.heads).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(d // self.heads) + bias, -1)
        y = (self.dropout(weights) @ v).transpose(1, 2).reshape(b, s, d)
        x = self.norm1(x + self.dropout(self.out(y)))
        return self.norm2(x + self.dropout(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Word pieces to one vector for each word: element-wise maximum over its pieces (equation 1), then its shape.

    The shape embedding starts at zero, so that training begins from the encoder as it was published.
    """

    def __init__(self, config, shape_width=64, dropout=0.1):
        super().__init__()
        width, eps = config["hidden_size"], config["layer_norm_eps"]
        self.width = width + shape_width
        self.word = nn.Embedding(config["vocab_size"], width)
        self.position = nn.Embedding(config["max_position_embeddings"], width)
        self.segment = nn.Parameter(torch.zeros(width))
        self.shape = nn.Embedding(len(SHAPES), width)
        self.word_shape = nn.Embedding(len(SHAPES), shape_width)
        self.norm = nn.LayerNorm(width, eps)
        self.layers = nn.ModuleList(
            Layer(width, config["num_attention_heads"], config["intermediate_size"], eps, dropout) for _ in range(config["num_hidden_layers"])
        )
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.shape.weight)
        nn.init.normal_(self.word_shape.weight, std=0.1)

    def forward(self, ids, mask, piece_shapes, start, count, word_shapes):
        """ids, mask, piece_shapes [B,S]; start, count, word_shapes [B,N]; count 0 marks padding. Returns [B,N,D]."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.segment + self.shape(piece_shapes)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        # The last piece repeated changes no maximum, so no mask is needed inside a word.
        k = torch.arange(count.max(), device=ids.device)
        index = start[:, :, None] + torch.minimum(k, (count - 1).clamp(min=0)[:, :, None])
        b, n, w = index.shape
        flat = index.reshape(b, n * w, 1).expand(-1, -1, x.shape[2])
        words = x.gather(1, flat).view(b, n, w, -1).amax(2)
        return torch.cat([words, self.word_shape(word_shapes)], -1) * (count > 0)[:, :, None].to(x.dtype)

    def load(self, path):
        """Published weights under their usual names."""
        source = load_file(path)
        names = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
                 "norm1": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
        state = {"word.weight": source["embeddings.word_embeddings.weight"], "position.weight": source["embeddings.position_embeddings.weight"],
                 "segment": source["embeddings.token_type_embeddings.weight"][0]}
        for p in ("weight", "bias"):
            state[f"norm.{p}"] = source[f"embeddings.LayerNorm.{p}"]
            for i in range(len(self.layers)):
                for mine, theirs in names.items():
                    state[f"layers.{i}.{mine}.{p}"] = source[f"encoder.layer.{i}.{theirs}.{p}"]
        missing, surplus = self.load_state_dict(state, strict=False)
        assert set(missing) == {"shape.weight", "word_shape.weight"} and not surplus, (missing, surplus)
