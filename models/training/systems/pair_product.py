"""What the table systems compute over T[i,j] = ReLU(R[i] + C[j]) without ever keeping T.

A block of rows is formed, used and forgotten, and formed again for the gradient: on a processor it stays in the cache,
which halves the head's time. On CUDA one block is the whole table.
"""
import torch
from torch.nn.functional import pad


def blocks(row, below=None):
    """(first row, last row + 1, first column that is read)."""
    m = row.shape[1]
    size = m if row.is_cuda else 4
    return [(x, min(m, x + size), 0 if below is None else max(0, x - below)) for x in range(0, m, size)]


def cells_of(row, column, x, end, y):
    return torch.relu(row[:, x:end, None] + column[:, None, y:])


class PairConvolution(torch.autograd.Function):
    """row, column [B,m,h], taps [B,k*k*d,h] (tap-major) -> [B,m-k+1,m-k+1,d]: a k x k convolution of T (equation 3) as
    one product for all taps and k*k shifted additions. Cells left of the diagonal by more than `below` columns of T
    are never formed: no label stands there."""

    @staticmethod
    def forward(ctx, row, column, taps, k, below):
        ctx.save_for_backward(row, column, taps)
        ctx.k, ctx.below = k, below
        (b, m, _), d = row.shape, taps.shape[1] // k**2
        out = row.new_zeros(b, m + k - 1, m + k - 1, d)  # T[x,y] under tap (a,b) belongs to cell (x-a, y-b)
        for x, end, y in blocks(row, below):
            t = cells_of(row, column, x, end, y)
            parts = (t.flatten(1, 2) @ taps.transpose(1, 2)).unflatten(1, t.shape[1:3]).unflatten(-1, (k * k, d))
            for a in range(k):
                for c in range(k):
                    out[:, x - a + k - 1 : end - a + k - 1, y - c + k - 1 : m - c + k - 1] += parts[..., a * k + c, :]
        return out[:, k - 1 : m, k - 1 : m].contiguous()

    @staticmethod
    def backward(ctx, grad):
        (row, column, taps), k = ctx.saved_tensors, ctx.k
        m, grad = row.shape[1], pad(grad, (0, 0, k - 1, k - 1, k - 1, k - 1))
        d_row, d_column, d_taps = torch.empty_like(row), torch.zeros_like(column), torch.zeros_like(taps)
        for x, end, y in blocks(row, ctx.below):
            t = cells_of(row, column, x, end, y)
            at = lambda a, c: grad[:, x - a + k - 1 : end - a + k - 1, y - c + k - 1 : m - c + k - 1]
            g = torch.cat([at(a, c) for a in range(k) for c in range(k)], -1).flatten(1, 2)
            d_taps += g.transpose(1, 2) @ t.flatten(1, 2)
            d_t = (g @ taps).unflatten(1, t.shape[1:3]).mul_(t > 0)
            d_row[:, x:end] = d_t.sum(2)
            d_column[:, y:] += d_t.sum(1)
        return d_row, d_column, d_taps, None, None


class PairMean(torch.autograd.Function):
    """Mean of T over the cells of each sentence: row, column [B,n,h], mask [B,n] -> [B,h]. Exported as a Scan over rows."""

    @staticmethod
    def forward(ctx, row, column, mask, _size):
        ctx.save_for_backward(row, column, mask)
        total = row.new_zeros(row.shape[0], row.shape[2])
        for x, end, y in blocks(row):
            inside = mask[:, x:end, None] * mask[:, None]
            total += torch.einsum("bxyh,bxy->bh", cells_of(row, column, x, end, y), inside)
        return total / mask.sum(1, keepdim=True) ** 2

    @staticmethod
    def backward(ctx, grad):
        row, column, mask = ctx.saved_tensors
        share = grad / mask.sum(1, keepdim=True) ** 2
        d_row, d_column = torch.empty_like(row), torch.zeros_like(column)
        for x, end, y in blocks(row):
            inside = (mask[:, x:end, None] * mask[:, None])[..., None]
            d_t = (cells_of(row, column, x, end, y) > 0) * inside * share[:, None, None]
            d_row[:, x:end] = d_t.sum(2)
            d_column += d_t.sum(1)
        return d_row, d_column, None, None

    @staticmethod
    def symbolic(g, row, column, mask, size):
        """The Scan takes the state first, then what it walks along, then the rest."""
        zero = g.op("Mul", g.op("ReduceSum", row, g.op("Constant", value_t=torch.tensor([1])), keepdims_i=0), g.op("Constant", value_t=torch.tensor(0.0)))
        total = g.op("espalier::PairMean", zero, row, mask, column, mask, h_i=size)
        count = g.op("ReduceSum", mask, g.op("Constant", value_t=torch.tensor([1])), keepdims_i=1)
        return g.op("Div", total.setType(zero.type()), g.op("Mul", count, count))


def add_row(total, row, inside, column, mask):
    """One row of the table: total and row [B,h], inside [B], column [B,n,h], mask [B,n]. Also what scan.py exports."""
    return total + inside[:, None] * (torch.relu(row[:, None] + column) * mask[..., None]).sum(1)
