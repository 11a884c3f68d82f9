"""A small encoder with random weights, and random sentences for it."""
import torch

from batch import Batch
from corpus import Example
from encoder import Encoder
from labels import L, U, Labels
from model import Model
from systems import SYSTEMS

CONFIG = {"hidden_size": 48, "layer_norm_eps": 1e-12, "vocab_size": 200, "max_position_embeddings": 64, "num_attention_heads": 4,
          "intermediate_size": 96, "num_hidden_layers": 2}
LABELS = Labels(("a", "b"), ("r", "s"))
LENGTHS = [1, 2, 9, 17, 23]
OPTIONS = {"tablert": {}, "tablert-cnn": {"hidden": (32,)}, "dytnet": {"hidden": 32}, "spert": {}, "table-sequence": {"hidden": 16, "layers": 2, "heads": 4}}


def tiny(system, attention=False, **options) -> Model:
    torch.manual_seed(7)
    encoder = Encoder(CONFIG, shape_width=8, attention=attention)
    model = Model(encoder, SYSTEMS[system](encoder, LABELS, **(OPTIONS.get(system, {}) | options)))
    for p in model.parameters():
        torch.nn.init.normal_(p, std=0.2)
    with torch.no_grad():
        if hasattr(model.head, "tag") and system != "table-sequence":
            model.head.tag.bias[[1 + U, 1 + 4 + L]] += 4  # enough words that end an entity
        if system == "spert":
            model.head.span.bias[0] += 3  # not every span
    return model.eval()


def inputs(lengths):
    """Two pieces for every third word; rows padded to the longest."""
    rows = []
    for n in lengths:
        count = [2 if i % 3 == 2 else 1 for i in range(n)]
        start = [1 + sum(count[:i]) for i in range(n)]
        size = sum(count) + 2
        own = torch.Generator().manual_seed(n)
        rows.append((torch.randint(1, 200, (size,), generator=own).tolist(), [1] * size, [1] * size, start, count, [(i % 7) + 1 for i in range(n)]))
    return [torch.tensor([r[k] + [0] * (max(len(x[k]) for x in rows) - len(r[k])) for r in rows]) for k in range(6)]


def batch(lengths) -> Batch:
    return Batch([Example([f"w{i}" for i in range(n)]) for n in lengths], tuple(inputs(lengths)), list(lengths))
