"""The recurrence of md_gru.py for training: the same cells as `md_gru.step`, with its gradient written out.

Autograd keeps a node for every slice of every diagonal and pays each with a table of zeros; here a diagonal's rows are views
of one table, and only cells inside the N x N square are computed (padded rows of diagonals are half of all). A training step of Table-Sequence takes 0.70 of the time (N = 32, batch 8, width 128, one thread).
"""
import torch


def moved_states(out, d, low, high, uses):
    """The predecessors' states of diagonal d's cells in rows low..high; `out` has a row and a diagonal of zeros before its first."""
    return [out[d][:, :, low : high + 1] if u == "row" else out[d][:, :, low + 1 : high + 2] for u in uses if u != "layer"]


class Recurrence(torch.autograd.Function):
    """gates [D,C,B,N,(4+P)h], before [D,C,B,N,h], inside [D,C,B,N,1], weight [C,(row,col)h,(3+P)h] -> states [D,C,B,N,h]."""

    @staticmethod
    def forward(ctx, gates, before, inside, weight, uses):
        diagonals, c, b, n, h = before.shape
        p, moving = len(uses), sum(u != "layer" for u in uses)
        out = before.new_zeros(diagonals + 1, c, b, n + 1, h)
        kept = []
        for d in range(diagonals):
            low, high = max(0, d - n + 1), min(d, n - 1)
            rows, under = slice(low, high + 1), before[d][:, :, low : high + 1]
            own = moved_states(out, d, low, high, uses)
            gate, fresh, past = gates[d][:, :, rows].split([(2 + p) * h, h, h], -1)
            moved = None
            if moving:
                moved = torch.cat(own, -1).flatten(1, 2)
                product = torch.bmm(moved, weight).view(c, b, high - low + 1, (3 + p) * h)
                gate, past = gate + product[..., : (2 + p) * h], past + product[..., (2 + p) * h :]
            r, z = torch.sigmoid(gate[..., : 2 * h]).split(h, -1)
            new = torch.tanh(fresh + r * past)
            state = z * new
            share = mean = states = None
            if p:
                in_order = iter(own)
                states = torch.stack([under if u == "layer" else next(in_order) for u in uses], -2)
                share = torch.softmax(gate[..., 2 * h :].unflatten(-1, (p, h)), -2)
                mean = (share * states).sum(-2)
                state = torch.addcmul(state, 1 - z, mean)
            out[d + 1][:, :, low + 1 : high + 2] = state * inside[d][:, :, rows]
            kept.append((moved, r, z, past, new, share, mean, states))
        ctx.kept, ctx.weight, ctx.inside, ctx.uses, ctx.size = kept, weight, inside, uses, before.shape
        return out[1:, :, :, 1:]

    @staticmethod
    def backward(ctx, given):
        diagonals, c, b, n, h = ctx.size
        uses, p, moving = ctx.uses, len(ctx.uses), sum(u != "layer" for u in ctx.uses)
        d_state = given.new_zeros(diagonals + 1, c, b, n + 1, h)
        d_state[1:, :, :, 1:] = given
        d_gates, d_before = given.new_zeros(diagonals, c, b, n, (4 + p) * h), given.new_zeros(*ctx.size)
        d_weight, back = torch.zeros_like(ctx.weight), ctx.weight.transpose(1, 2)
        for d in reversed(range(diagonals)):
            low, high = max(0, d - n + 1), min(d, n - 1)
            rows = slice(low, high + 1)
            moved, r, z, past, new, share, mean, states = ctx.kept.pop()
            s = d_state[d + 1][:, :, low + 1 : high + 2] * ctx.inside[d][:, :, rows]
            to = d_gates[d][:, :, rows]
            fresh = s * z * (1 - new * new)
            to[..., (2 + p) * h : (3 + p) * h] = fresh
            to[..., (3 + p) * h :] = fresh * r
            to[..., :h] = fresh * past * r * (1 - r)
            to[..., h : 2 * h] = s * (new - mean if p else new) * z * (1 - z)
            into = []
            if p:
                rest = (s * (1 - z))[..., None, :]
                to[..., 2 * h : (2 + p) * h] = (rest * share * (states - mean[..., None, :])).flatten(-2)
                into = list((rest * share).unbind(-2))
            if moving:
                product = torch.cat([to[..., : (2 + p) * h], to[..., (3 + p) * h :]], -1).flatten(1, 2)
                d_weight.baddbmm_(moved.transpose(1, 2), product)
                more = iter(torch.bmm(product, back).view(c, b, high - low + 1, moving * h).split(h, -1))
                into = [x if u == "layer" else x + next(more) for u, x in zip(uses, into)]
            for u, x in zip(uses, into):
                if u == "layer":
                    d_before[d][:, :, rows] = x
                else:
                    moved_states(d_state, d, low, high, (u,))[0].add_(x)
        return d_gates, d_before, None, d_weight, None
