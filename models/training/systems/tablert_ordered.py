"""TablERT with relation cells decoded one after another (experiment C6): near pairs first.

A cell also sees the labels of the two cells decoded before it that share a word and lie nearer the diagonal, (i, j-1)
and (i+1, j), through an embedding of labels. Gold labels in training, the best ones when reading.
"""
import torch
from torch import nn

from systems.tablert import Tablert


class TablertOrdered(Tablert):
    def __init__(self, encoder, labels, **options):
        super().__init__(encoder, labels, **options)
        self.seen = nn.Parameter(torch.zeros(2, labels.relations, labels.relations))

    def neighbours(self, values):
        """[B,N,N] labels -> what cells (i, j-1) and (i+1, j) add to the logits of (i, j); nothing at the table's edges."""
        left = nn.functional.pad(values, (1, 0))[:, :, :-1]
        below = nn.functional.pad(values, (0, 0, 0, 1))[:, 1:]
        return self.seen[0][left] + self.seen[1][below]

    def forward(self, encoded, batch):
        tags, cells = super().forward(encoded, batch)
        n = cells.shape[1]
        if self.training:
            return tags, cells + self.neighbours(batch.target("cells").clamp(min=0))
        out, best = cells.clone(), torch.zeros_like(cells[..., 0], dtype=torch.long)
        above = torch.arange(n, device=cells.device)
        for gap in range(1, n):
            now = (above[None] - above[:, None]) == gap
            out = torch.where(now[None, :, :, None], cells + self.neighbours(best), out)
            best = torch.where(now[None], out.argmax(-1), best)
        return tags, out
