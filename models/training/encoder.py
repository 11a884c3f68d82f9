"""A BERT encoder in the textbook pattern: the one ONNX Runtime recognises and fuses (a library's own export is not)."""
import math
from dataclasses import dataclass
from functools import cache

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


@cache
def random_row(p):
    """4 M masks, each 0 or 1 / (1 - p); the same in every process."""
    return (torch.rand(1 << 22, generator=torch.Generator().manual_seed(1)) >= p).float() / (1 - p)


def mask_of(shape, p, device):
    """A dropout mask, on a processor cut out of one long row at a random place: drawing it anew takes a fifteenth of a step."""
    size = math.prod(shape)
    if device.type != "cpu" or 2 * size > 1 << 22:
        return nn.functional.dropout(torch.ones(shape, device=device), p)
    row = random_row(p)
    at = 16 * int(torch.randint((len(row) - size) // 16, ()))
    return row[at : at + size].view(shape)


class Layer(nn.Module):
    def __init__(self, width, heads, inner, eps):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps), nn.LayerNorm(width, eps)

    def forward(self, x, bias, kept=(None, None, None)):
        """`kept`: dropout masks of the attention weights and of both sublayers' outputs. Drawn outside, so that a layer compiles whole."""
        b, s, d = x.shape
        split = lambda y: y.view(b, s, self.heads, d // self.heads).transpose(1, 2)
        drop = lambda y, k: y if kept[k] is None else y * kept[k]
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(d // self.heads) + bias, -1)
        y = (drop(weights, 0) @ v).transpose(1, 2).reshape(b, s, d)
        x = self.norm1(x + drop(self.out(y), 1))
        return self.norm2(x + drop(self.down(nn.functional.gelu(self.up(x))), 2)), weights


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
            Layer(width, config["num_attention_heads"], config["intermediate_size"], eps) for _ in range(count)
        )
        self.dropout = self.maps_dropout = dropout
        self.heads = config["num_attention_heads"]
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
        x = self.norm(x)
        x = x * mask_of(x.shape, self.dropout, x.device) if self.training else x
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        states, maps = [x], []
        for layer in self.layers:
            x, weights = layer(x, bias, self.masks(x))
            states.append(x)
            maps.append(weights)
        states = {None: states[-1:], "mean4": states[-4:], "mix": states}[self.read_at]
        index, inside = pieces_of_words(start, count)
        pooled = torch.stack([pool(s, index, inside, self.pool) for s in states], 1)
        attention = sum_attention(torch.cat(maps, 1), start, count) if self.attention else None
        return Seen(pooled, x[:, 0], attention)

    def masks(self, x):
        if not self.training:
            return None, None, None
        b, s, _ = x.shape
        maps = mask_of((b, self.heads, s, s), self.maps_dropout, x.device) if self.maps_dropout else None
        return maps, mask_of(x.shape, self.dropout, x.device), mask_of(x.shape, self.dropout, x.device)

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
    row = index + torch.arange(b, device=x.device)[:, None, None] * x.shape[1]
    # Whole rows of one matrix: exported as a copy of each, not as an index for every number.
    words = x.flatten(0, 1).index_select(0, row.flatten()).view(b, n, w, -1)
    if kind == "max":
        return words.amax(2)
    inside = inside[..., None].to(x.dtype)
    return (words * inside).sum(2) / inside.sum(2).clamp(min=1)


def sum_attention(maps, start, count):
    """[B,A,S,S] → [B,N,N,A]: weights summed over the pieces of both words (Wang and Lu 2020, appendix C)."""
    positions = torch.arange(maps.shape[-1], device=maps.device)
    of = ((positions >= start[..., None]) & (positions < (start + count)[..., None])).to(maps.dtype)[:, None]
    return (of @ maps @ of.transpose(-1, -2)).permute(0, 2, 3, 1)
