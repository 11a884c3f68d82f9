"""DYTNet (003): TablERT-CNN with dynamic kernels, W(x) = sum_k pi_k(x) W_k (equations 2 to 4), two layers (5 and 6).

pi = softmax(attention(mean of x over the sentence's own N x N cells) / tau). A convolution is linear in its kernel and pi
is one for a sentence, so the first layer still factorises exactly: the mean of [e_i ; e_j] over the table is [mean e ; mean e],
and R and C are mixed before they are added. The second layer's pi pools T = ReLU(R[i] + C[j]) over all cells, which takes
N*N*h additions and no product; `pooling="diagonal"` reads the diagonal only. What the paper leaves open (K, the attention
net, temperature, widths, losses, decoding) is as the specification chooses: K = 4, c -> c/4 -> K, tau from 30 to 1 over the
first ten epochs (or a third of them), all else as TablERT-CNN.
"""
import torch
from torch import nn
from torch.nn.functional import relu

from systems.pair_product import PairConvolution, PairMean
from systems.table import UpperTriangle, ends
from systems.tablert_cnn import neighbours, windows


class Kernels(nn.Module):
    """pi of a pooled input: [B,c] -> [B,K]. `frozen`: uniform, for the ablation."""

    def __init__(self, width, experts, frozen):
        super().__init__()
        self.experts, self.frozen, self.temperature = experts, frozen, 1.0
        self.net = nn.Sequential(nn.Linear(width, width // 4), nn.ReLU(), nn.Linear(width // 4, experts))

    def forward(self, pooled):
        if self.frozen or self.experts == 1:
            return torch.full((pooled.shape[0], self.experts), 1 / self.experts, device=pooled.device)
        # 1 beside training: with few epochs it would else never have come down.
        return torch.softmax(self.net(pooled) / (self.temperature if self.training else 1.0), -1)


class Dytnet(UpperTriangle, nn.Module):
    def __init__(self, encoder, labels, experts=4, hidden=512, dropout=0.3, frozen_kernels=False, pooling="table"):
        super().__init__()
        self.labels, self.pooling, self.hidden, width = labels, pooling, hidden, encoder.width
        bound = (2 * width * 9) ** -0.5 * 3**0.5  # of a plain 3 x 3 kernel, after the exact summation
        self.row, self.column = (nn.Parameter(torch.empty(experts, 3 * width, hidden).uniform_(-bound, bound)) for _ in range(2))
        self.bias = nn.Parameter(torch.zeros(experts, hidden))
        second = (9 * hidden) ** -0.5
        self.second = nn.Parameter(torch.empty(experts, 9 * labels.relations, hidden).uniform_(-second, second))  # tap-major
        self.second_bias = nn.Parameter(torch.zeros(experts, labels.relations))
        self.tag = nn.Linear(labels.relations, labels.tags)
        self.kernels1, self.kernels2 = Kernels(2 * width, experts, frozen_kernels), Kernels(hidden, experts, frozen_kernels)
        self.words_dropout, self.channels_dropout = nn.Dropout(dropout), nn.Dropout(dropout)

    def begin(self, epoch, epochs):
        span = min(10, max(1, epochs // 3))
        self.kernels1.temperature = self.kernels2.temperature = max(1.0, 30 - 29 * epoch / span)

    def pi1(self, words, mask):
        mean = words.sum(1) / mask.sum(1, keepdim=True).to(words.dtype)
        return self.kernels1(torch.cat([mean, mean], -1))

    def pi2(self, row, column, mask):
        """From the N x N cells inside: rows and columns 1 .. N of the sides."""
        row, column = row[:, 1:-1], column[:, 1:-1]
        if self.pooling == "diagonal":
            mean = (relu(row + column) * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).to(row.dtype)
        else:
            mean = PairMean.apply(row, column, mask.to(row.dtype), self.hidden)
        return self.kernels2(mean)

    def forward(self, encoded, batch):
        words = self.words_dropout(encoded.words)
        pi, e = self.pi1(words, encoded.mask), windows(words, 3, 1)
        mix = lambda experts, p: torch.einsum("bk,kxy->bxy", p, experts)
        # Kernels are mixed here, which is cheaper from two words on; `lazy` mixes outputs, whose weights are constants.
        row, column = e @ mix(self.row, pi) + (pi @ self.bias)[:, None], e @ mix(self.column, pi)
        p = self.pi2(row, column, encoded.mask)
        kept = self.channels_dropout(torch.ones(words.shape[0], 1, row.shape[-1], device=row.device))
        cells = PairConvolution.apply(row, column, mix(self.second, p) * kept, 3, 2) + (p @ self.second_bias)[:, None, None]
        return self.tag(cells.diagonal(dim1=1, dim2=2).transpose(1, 2)), cells

    def lazy(self, encoded):
        words, mask = encoded.words, encoded.mask
        e, pi = windows(words, 3, 1), self.pi1(words, mask)
        mix = lambda weight: sum(pi[:, k, None, None] * (e @ weight[k]) for k in range(len(weight)))
        row, column = mix(self.row) + (pi @ self.bias)[:, None], mix(self.column)
        p, n = self.pi2(row, column, mask), words.shape[1]
        experts, labels = self.second.shape[0], self.labels.relations
        kernel = self.second.unflatten(1, (9, labels)).permute(1, 3, 0, 2).flatten(2)  # [9, h, K * Lr]
        mixed = lambda x, p: (x.unflatten(-1, (experts, labels)) * p[..., None]).sum(-2)
        diagonal = sum(relu(row[:, x : x + n] + column[:, y : y + n]) @ kernel[3 * x + y] for x, y in neighbours(3))
        tags = self.tag(mixed(diagonal, p[:, None]) + (p @ self.second_bias)[:, None])
        cells, (b, i, j) = ends(tags, mask)
        read = sum(relu(row[b, i + x] + column[b, j + y]) @ kernel[3 * x + y] for x, y in neighbours(3))
        return tags, cells, (mixed(read, p[b]) + p[b] @ self.second_bias)[:-1]
