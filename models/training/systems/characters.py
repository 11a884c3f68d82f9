"""Words from their characters by a bidirectional LSTM, for Table-Sequence (001: width 30)."""
import torch
from torch import nn

KNOWN = 128  # code points above share one row


class Characters(nn.Module):
    def __init__(self, width=30):
        super().__init__()
        self.embedding = nn.Embedding(KNOWN + 2, width, padding_idx=0)
        self.lstm = nn.LSTM(width, width // 2, batch_first=True, bidirectional=True)

    def forward(self, examples, size):
        """[B, size, width]; each distinct word is read once."""
        device = self.embedding.weight.device
        words = sorted({w for x in examples for w in x.words})
        rows = [torch.tensor([min(ord(c), KNOWN) + 1 for c in w[:24]]) for w in words]
        ids = nn.utils.rnn.pad_sequence(rows, batch_first=True).to(device)
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(ids), [len(r) for r in rows], batch_first=True, enforce_sorted=False)
        _, (last, _) = self.lstm(packed)
        found = torch.cat([last[0], last[1]], -1)
        at = {w: i for i, w in enumerate(words)}
        out = found.new_zeros(len(examples), size, found.shape[-1])
        for i, x in enumerate(examples):
            out[i, : len(x.words)] = found[[at[w] for w in x.words]]
        return out
