"""The multi-dimensional GRU of Wang and Lu 2020 (equations 4 to 6 and appendix A), along diagonals.

All cells of one diagonal i + j are independent of each other, so 2N - 1 steps walk the table; every copy (direction) goes
the same way on a table flipped for it, and all copies step together. What depends on X and on the layer before is one
product for all cells beforehand; a step has one small product. With P the predecessors' states that a copy uses:
    r = s([X;P]W_r + b_r)   z = s([X;P]W_z + b_z)   lambda = softmax over predecessors, per channel, of [X;P]W_m + b_m
    T' = tanh(X W_x + r * (P W_p) + b_h)   T = z * T' + (1 - z) * sum_m lambda_m * P_m
A state outside the sentence stays 0, so results do not depend on the batch.
"""
import torch
from torch import nn

from systems.md_walk import Recurrence


def to_diagonals(x):
    """[C,B,N,N,G] -> [2N-1,C,B,N,G]: row i of diagonal d holds cell (i, d - i), or 0. Padding, not indices: its gradient is
    a copy, that of an index would be a scatter."""
    c, b, n, _, g = x.shape
    x = torch.nn.functional.pad(x, (0, 0, 0, n)).reshape(c, b, 2 * n * n, g)[:, :, : 2 * n * n - n]
    return x.reshape(c, b, n, 2 * n - 1, g).permute(3, 0, 1, 2, 4)


def from_diagonals(x):
    """[2N-1,C,B,N,h] -> [C,B,N,N,h]."""
    _, c, b, n, h = x.shape
    x = x.permute(1, 2, 3, 0, 4).reshape(c, b, n * (2 * n - 1), h)
    return torch.nn.functional.pad(x, (0, 0, 0, n)).reshape(c, b, n, 2 * n, h)[:, :, :, :n]


def step(state, g, under, inside, weight, uses):
    """One diagonal. state, under [C,B,N,h]; g [C,B,N,(4+P)h] from X and the layer before; inside [C,B,N,1]; weight
    [C,(row,col)h,(3+P)h]. Parts are taken by split: the gradient of a slice would be a whole table of zeros."""
    p, h = len(uses), under.shape[-1]
    row = torch.nn.functional.pad(state[:, :, :-1], (0, 0, 1, 0))
    own = {"layer": under, "row": row, "col": state}
    moved = [own[u] for u in uses if u != "layer"]
    own_gates, fresh, past = g.split([(2 + p) * h, h, h], -1)
    if moved:
        product = (torch.cat(moved, -1).flatten(1, 2) @ weight).reshape(*state.shape[:3], (3 + p) * h)
        more_gates, more = product.split([(2 + p) * h, h], -1)
        own_gates, past = own_gates + more_gates, past + more
    r, z, rest = own_gates.split([h, h, p * h], -1)
    new, z = torch.tanh(fresh + torch.sigmoid(r) * past), torch.sigmoid(z)
    if p:
        share = torch.softmax(rest.unflatten(-1, (p, h)), -2)
        new = z * new + (1 - z) * sum(w * own[u] for w, u in zip(share.unbind(-2), uses))
    else:
        new = z * new
    return new * inside


class Walk(torch.autograd.Function):
    """For the export only: the recurrence as one node, which scan.py turns into a Scan over the diagonals."""

    @staticmethod
    def forward(ctx, state, gates, before, mask, weight, uses, _size):
        return torch.zeros_like(before)  # only its shape is traced

    @staticmethod
    def symbolic(g, state, gates, before, mask, weight, uses, size):
        return g.op("espalier::Walk", state, gates, before, mask, weight, uses_s=",".join(uses), c_i=size[0], h_i=size[1]).setType(before.type())


class MdGru(nn.Module):
    """X [B,N,N,H], the layer before [B,N,N,C*h] or None -> T [B,N,N,C*h]. `flips`: for each copy, rows and columns turned round."""

    def __init__(self, width, hidden, uses=("layer", "row", "col"), flips=((0, 0), (1, 1))):
        super().__init__()
        self.uses, self.flips, self.hidden = tuple(uses), tuple(map(tuple, flips)), hidden
        c, p, moved = len(self.flips), len(self.uses), [u for u in uses if u != "layer"]
        draw = lambda *shape: nn.Parameter(torch.empty(*shape).uniform_(-1, 1) * (width + p * hidden) ** -0.5)
        self.input = draw(c, width, (3 + p) * hidden)  # r, z, lambda of each predecessor, h
        self.bias = nn.Parameter(torch.zeros(c, (3 + p) * hidden))
        self.above = draw(c, hidden, (3 + p) * hidden) if "layer" in uses else None  # r, z, lambda, p
        self.moved = draw(c, len(moved) * hidden, (3 + p) * hidden) if moved else None

    def forward(self, x, before, mask):
        b, n, h, p, c = x.shape[0], x.shape[1], self.hidden, len(self.uses), len(self.flips)
        turn = lambda t, k: torch.flip(t, [a for a, f in zip((1, 2), self.flips[k]) if f]) if any(self.flips[k]) else t
        x = torch.stack([turn(x, k) for k in range(c)]).flatten(1, 3)
        inside = torch.stack([turn((mask[:, :, None] & mask[:, None])[..., None], k) for k in range(c)]).to(x.dtype)
        if before is None:
            before = x.new_zeros(b, n, n, c * h)
        before = torch.stack([turn(t, k) for k, t in enumerate(before.split(h, -1))])
        gates = x @ self.input + self.bias[:, None]
        past = gates.new_zeros(*gates.shape[:2], h)
        if self.above is not None:
            above = before.flatten(1, 3) @ self.above
            (shared, fresh), (more, past) = (t.split([(2 + p) * h, h], -1) for t in (gates, above))
            gates = torch.cat([shared + more, fresh], -1)
        gates = torch.cat([gates, past], -1).reshape(c, b, n, n, (4 + p) * h)
        weight = self.moved if self.moved is not None else x.new_zeros(c, 0, 0)
        before = to_diagonals(before)
        given = (to_diagonals(gates), before, to_diagonals(inside), weight, self.uses)
        if torch.onnx.is_in_onnx_export():
            out = from_diagonals(Walk.apply(torch.zeros_like(before[0]), *given, (c, h)))
        else:
            out = from_diagonals(Recurrence.apply(*given))
        return torch.cat([turn(out[k], k) for k in range(c)], -1)
