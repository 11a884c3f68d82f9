"""TablERT-CNN as published, by dense convolutions over the table of pairs, to compare borders (experiment C8).

`border`: "open", e = 0 outside and the table goes on; "zero", cells outside the sentence are 0 in every layer; "padded", as
published, rows [e_i ; 0] go on to the end of the longest sentence of the batch, and cells beyond that are 0.
"""
import torch
from torch import nn
from torch.nn.functional import pad

from systems.table import UpperTriangle


class TablertDense(UpperTriangle, nn.Module):
    def __init__(self, encoder, labels, hidden=512, dropout=0.3, border="open"):
        super().__init__()
        self.labels, self.border = labels, border
        self.first = nn.Conv2d(2 * encoder.width, hidden, 3, padding=1)
        self.second = nn.Conv2d(hidden, labels.relations, 3, padding=1)
        self.tag = nn.Linear(labels.relations, labels.tags)
        self.words_dropout, self.channels_dropout = nn.Dropout(dropout), nn.Dropout2d(dropout)

    def forward(self, encoded, batch):
        words, n = self.words_dropout(encoded.words), encoded.words.shape[1]
        grow = 2 if self.border == "open" else 0
        e = pad(words, (0, 0, grow, grow))
        m = e.shape[1]
        table = torch.cat([e[:, :, None].expand(-1, -1, m, -1), e[:, None].expand(-1, m, -1, -1)], -1).permute(0, 3, 1, 2)
        inside = (encoded.mask[:, None, :, None] & encoded.mask[:, None, None]).to(table.dtype) if self.border == "zero" else 1.0
        t = self.channels_dropout(torch.relu(self.first(table * inside))) * inside
        cells = self.second(t)[:, :, grow : grow + n, grow : grow + n].permute(0, 2, 3, 1)
        return self.tag(cells.diagonal(dim1=1, dim2=2).transpose(1, 2)), cells
