"""A convolution in place of the MD-GRU (Wang and Lu 2020, appendix, equations 28 to 30)."""
import torch
from torch import nn


class TableCnn(nn.Module):
    """A = ReLU(Linear([X ; T])), C = ReLU(LN(CNN(A))), T' = ReLU(T + LN(CNN(C))); cells outside the sentence are 0."""

    def __init__(self, width, hidden, kernel):
        super().__init__()
        self.hidden = hidden
        self.mix = nn.Linear(width + hidden, hidden)
        self.first, self.second = (nn.Conv2d(hidden, hidden, kernel, padding=kernel // 2) for _ in range(2))
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)

    def forward(self, x, before, mask):
        inside = (mask[:, :, None] & mask[:, None])[..., None].to(x.dtype)
        before = x.new_zeros(*x.shape[:3], self.hidden) if before is None else before
        convolve = lambda layer, t: layer((t * inside).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        a = torch.relu(self.mix(torch.cat([x, before], -1)))
        c = torch.relu(self.norm1(convolve(self.first, a)))
        return torch.relu(before + self.norm2(convolve(self.second, c))) * inside
