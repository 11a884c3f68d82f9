"""A BERT encoder in the textbook pattern: the one ONNX Runtime recognises and fuses (a library's own export is not)."""
import math
from dataclasses import dataclass

import torch
from torch import nn

from words import SHAPES


@dataclass
class Seen:
    """What the encoder itself says of a batch, before anything trained on top: this is what is kept of a frozen encoder.

    `states` [B,K,N,d] pooled words of K layers, `sentence` [B,d] the classifier token, `attention` [B,N,N,A] or None.
    """

    states: torch.Tensor
    sentence: torch.Tensor
    attention: torch.Tensor | None


@dataclass
class Encoded:
    """What a system reads: `words` [B,N,D], 0 beyond each sentence; `mask` [B,N]; `sentence` [B,d]; `attention` or None."""

    words: torch.Tensor
    mask: torch.Tensor
    sentence: torch.Tensor
    attention: torch.Tensor | None = None


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
        return self.norm2(x + self.dropout(self.down(nn.functional.gelu(self.up(x))))), weights


class Encoder(nn.Module):
    """Word pieces to one vector for each word: element-wise maximum over its pieces (Ma et al. 2022, equation 1).

    `layer` l reads hidden state l and runs l layers only (0: the embeddings); "mean4" reads the mean of the last four
    (Wang and Lu 2020), "mix" a learned mean of all. `shapes` adds the shape of words to the input and beside the
    output, for an encoder that cannot see capitals; it starts at zero, so that training begins from the published one.
    """

    def __init__(self, config, layer=None, shape_width=64, dropout=0.1, pool="max", attention=False):
        super().__init__()
        width, eps = config["hidden_size"], config["layer_norm_eps"]
        count = config["num_hidden_layers"]
        self.read_at = layer if isinstance(layer, str) else None
        self.plain_width, self.width, self.pool, self.attention = width, width + shape_width, pool, attention
        count = layer if isinstance(layer, int) else count
        self.attention_maps = count * config["num_attention_heads"]
        self.word = nn.Embedding(config["vocab_size"], width)
        self.position = nn.Embedding(config["max_position_embeddings"], width)
        self.segment = nn.Parameter(torch.zeros(width))
        self.norm = nn.LayerNorm(width, eps)
        self.layers = nn.ModuleList(
            Layer(width, config["num_attention_heads"], config["intermediate_size"], eps, dropout) for _ in range(count)
        )
        self.dropout = nn.Dropout(dropout)
        self.shape = nn.Embedding(len(SHAPES), width) if shape_width else None
        self.word_shape = nn.Embedding(len(SHAPES), shape_width) if shape_width else None
        self.mix = nn.Parameter(torch.zeros(count + 1)) if layer == "mix" else None
        if shape_width:
            nn.init.zeros_(self.shape.weight)
            nn.init.normal_(self.word_shape.weight, std=0.1)

    def read(self, ids, mask, piece_shapes, start, count, _word_shapes=None) -> Seen:
        """ids, mask, piece_shapes [B,S]; start, count [B,N]; count 0 marks padding."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.segment
        if self.shape is not None:
            x = x + self.shape(piece_shapes)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        states, maps = [x], []
        for layer in self.layers:
            x, weights = layer(x, bias)
            states.append(x)
            maps.append(weights)
        states = {None: states[-1:], "mean4": states[-4:], "mix": states}[self.read_at]
        index, inside = pieces_of_words(start, count)
        pooled = torch.stack([pool(s, index, inside, self.pool) for s in states], 1)
        attention = sum_attention(torch.cat(maps, 1), start, count) if self.attention else None
        return Seen(pooled, x[:, 0], attention)

    def finish(self, seen: Seen, count, word_shapes) -> Encoded:
        """What is trained even above a frozen encoder: the mix of its layers and the shapes of words."""
        if self.mix is not None:
            words = (seen.states * torch.softmax(self.mix, 0)[:, None, None]).sum(1)
        else:
            words = seen.states[:, 0] if seen.states.shape[1] == 1 else seen.states.mean(1)
        if self.word_shape is not None:
            words = torch.cat([words, self.word_shape(word_shapes)], -1)
        mask = count > 0
        return Encoded(words * mask[:, :, None].to(words.dtype), mask, seen.sentence, seen.attention)

    def forward(self, *inputs) -> Encoded:
        return self.finish(self.read(*inputs), inputs[4], inputs[5])

    def on_top(self):
        """Parameters that a frozen encoder still trains."""
        return [p for n, p in self.named_parameters() if n == "mix" or n.startswith("word_shape")]


def pieces_of_words(start, count):
    """Positions [B,N,W] of each word's pieces, the last one repeated, and which of them are real."""
    k = torch.arange(count.max(), device=start.device)
    index = start[:, :, None] + torch.minimum(k, (count - 1).clamp(min=0)[:, :, None])
    return index, k < count[:, :, None]


def pool(x, index, inside, kind):
    """[B,S,d] → [B,N,d]. The last piece repeated changes no maximum, so only the mean needs a mask inside a word."""
    b, n, w = index.shape
    flat = index.reshape(b, n * w, 1).expand(-1, -1, x.shape[2])
    words = x.gather(1, flat).view(b, n, w, -1)
    if kind == "max":
        return words.amax(2)
    inside = inside[..., None].to(x.dtype)
    return (words * inside).sum(2) / inside.sum(2).clamp(min=1)


def sum_attention(maps, start, count):
    """[B,A,S,S] → [B,N,N,A]: weights summed over the pieces of both words (Wang and Lu 2020, section 4.3)."""
    positions = torch.arange(maps.shape[-1], device=maps.device)
    of = ((positions >= start[..., None]) & (positions < (start + count)[..., None])).to(maps.dtype)[:, None]
    return (of @ maps @ of.transpose(-1, -2)).permute(0, 2, 3, 1)
