"""An encoder and a system on it: encode -> forward -> loss -> decode."""
import torch
from torch import nn

from encoder import Encoder
from systems import SYSTEMS
from weights import find_encoder, load, read_config, read_tokenizer, sees_case
from words import Pieces


class Model(nn.Module):
    def __init__(self, encoder: Encoder, head: nn.Module):
        super().__init__()
        self.encoder, self.head = encoder, head

    def encode(self, batch):
        seen = batch.seen or self.encoder.read(*batch.tensors)
        return self.encoder.finish(seen, *batch.tensors[4:])

    def forward(self, batch):
        return self.head(self.encode(batch), batch)


def start_over(encoder: Encoder, what: str):
    """Pre-training undone, of the layers or of the embeddings too (SpERT, table 2)."""
    parts = [encoder.layers] + ([encoder.word, encoder.position] if what == "all" else [])
    for part in parts:
        for m in part.modules():
            if isinstance(m, (nn.Linear, nn.Embedding)):
                nn.init.normal_(m.weight, std=0.02)
            if isinstance(m, nn.Linear):
                nn.init.zeros_(m.bias)
            if isinstance(m, nn.LayerNorm):
                m.reset_parameters()


def open_model(s, labels):
    """Model and word pieces for settings; the encoder with its published weights."""
    folder = find_encoder(s.encoder)
    tokenizer = read_tokenizer(folder)
    shape_width = 64 if s.shapes and not sees_case(tokenizer) else 0
    encoder = Encoder(read_config(folder), s.layer, shape_width, pool=s.pool, attention=s.attention)
    load(encoder, folder)
    if s.scratch:
        start_over(encoder, s.scratch)
    torch.manual_seed(s.seed)
    return Model(encoder, SYSTEMS[s.system](encoder, labels, **s.options)), Pieces(tokenizer)
