"""The sequence layer of Wang and Lu 2020 (equations 8 to 10): attention whose scores come from the table."""
import torch
from torch import nn


class SequenceLayer(nn.Module):
    """Guided: score f(i,j) = U T[i,j], one U per head, no bias; else the usual product of query and key.

    Values come from S; ReLU after the output map and a network of four widths are the published program's.
    """

    def __init__(self, width, table_width, heads=8, dropout=0.5, guided=True):
        super().__init__()
        self.heads, self.guided = heads, guided
        if guided:
            self.score = nn.Linear(table_width, heads, bias=False)
        else:
            self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norm1, self.norm2, self.dropout = nn.LayerNorm(width), nn.LayerNorm(width), nn.Dropout(dropout)

    def weights(self, s, table, mask):
        if self.guided:
            scores = self.score(table).permute(0, 3, 1, 2)
        else:
            split = lambda x: x.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            q, k = split(self.query(s)), split(self.key(s))
            scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
        return torch.softmax(scores.masked_fill(~mask[:, None, None], -1e30), -1)

    def forward(self, s, table, mask):
        """S [B,N,H] and T [B,N,N,h] -> S, attention [B,heads,N,N]."""
        weights = self.weights(s, table, mask)
        v = self.value(s).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        attended = torch.relu(self.out((self.dropout(weights) @ v).transpose(1, 2).flatten(2)))
        s = self.norm1(s + attended)
        return self.norm2(s + self.dropout(self.down(torch.relu(self.up(s))))), weights
