"""TablERT-CNN (Ma et al. 2022, section 3) with an open border and an exactly factorised first convolution.

H0[i,j] = [e_i ; e_j] (equation 2), e = 0 outside the sentence and the table unbounded. A convolution over H0 is then
the sum of a part that depends on i and one that depends on j (equations 3-4):
    T[i,j] = ReLU(R[i] + C[j] + b),  R[i] = sum_a K_row[a] e[i+a],  C[j] = sum_b K_col[b] e[j+b]
with each kernel already summed over its other axis. A later convolution is one matrix product for all its taps and
then k x k shifted additions: for the last layer that is h -> k*k*Lr, a thousandth of what the first would cost densely.
Only cells that are decoded are ever needed: `lazy` computes those, `table` all of them; the two agree to rounding.
"""
import torch
from torch import nn
from torch.nn.functional import pad, relu

from systems.pair_product import PairConvolution
from systems.table import UpperTriangle, ends


def windows(words, kernel, reach):
    """[e_{i-p} … e_{i+p}] at rows -reach .. N-1+reach. `words` [B,N,D] must be 0 beyond each sentence."""
    n, q = words.shape[1] + 2 * reach, reach + kernel // 2
    e = pad(words, (0, 0, q, q))
    return torch.cat([e[:, a : a + n] for a in range(kernel)], -1)


def neighbours(kernel):
    return [(x, y) for x in range(kernel) for y in range(kernel)]


class TablertCnn(UpperTriangle, nn.Module):
    """`hidden` holds the widths between the layers: one number for two layers, none for one, two for three."""

    def __init__(self, encoder, labels, hidden=(512,), kernel=3, dropout=0.3):
        super().__init__()
        self.labels, self.kernel, self.hidden = labels, kernel, tuple(hidden)
        width, widths = encoder.width, [*hidden, labels.relations]  # d_L = number of relation labels (before equation 5)
        # Equation 3 sums over 2D x k x k inputs; after the exact summation the scale of a plain kernel is kept.
        bound = (2 * width * kernel**2) ** -0.5 * kernel**0.5
        self.row, self.column = (nn.Parameter(torch.empty(kernel * width, widths[0]).uniform_(-bound, bound)) for _ in range(2))
        self.bias = nn.Parameter(torch.zeros(widths[0]))
        self.later = nn.ModuleList(nn.Linear(kernel**2 * a, b) for a, b in zip(widths, widths[1:]))
        self.tag = nn.Linear(labels.relations, labels.tags)  # equation 6: tags are a linear image of the diagonal
        self.words_dropout, self.channels_dropout = nn.Dropout(dropout), nn.Dropout(dropout)

    @property
    def reach(self):
        """Rows and columns beyond the sentence that later layers read."""
        return len(self.later) * (self.kernel // 2)

    def sides(self, words):
        """R + b and C of equation 3, [B, N + 2 reach, h] each."""
        e = windows(words, self.kernel, self.reach)
        return e @ self.row + self.bias, e @ self.column

    def taps(self, layer, t):
        """A later layer's kernel as one matrix [B, k*k*d, h], with dropped channels (in the whole table of a sentence) gone."""
        taps = self.later[layer].weight.unflatten(1, (self.kernel**2, -1)).transpose(0, 1).flatten(0, 1)
        kept = self.channels_dropout(torch.ones(t.shape[0], 1, taps.shape[1], device=t.device))
        return taps * kept

    def further(self, t, layer):
        """Equation 3 for a third layer, whose input is a full table: one product, k x k shifted additions."""
        k, n = self.kernel, t.shape[1] - self.kernel + 1
        parts = (t.flatten(1, 2) @ self.taps(layer, t).transpose(1, 2)).unflatten(1, t.shape[1:3]).unflatten(-1, (k * k, -1))
        return sum(parts[:, x : x + n, y : y + n, x * k + y] for x, y in neighbours(k)) + self.later[layer].bias

    def table(self, row, column):
        """All logits from the sides: relations [B,N,N,Lr] (equation 5; i <= j) and, from their diagonal, tags [B,N,Le]."""
        if self.later:
            cells = PairConvolution.apply(row, column, self.taps(0, row), self.kernel, 2 * self.reach) + self.later[0].bias
        else:
            cells = row[:, :, None] + column[:, None]
        for layer in range(1, len(self.later)):
            cells = self.further(relu(cells), layer)
        return self.tag(cells.diagonal(dim1=1, dim2=2).transpose(1, 2)), cells

    def forward(self, encoded, batch):
        return self.table(*self.sides(self.words_dropout(encoded.words)))

    def folded(self):
        """The weights as `lazy` uses them: tags straight from the band, a linear map of a linear map, a diagonal of T at a time
        (those of its cells that belong to word i lie under K_tag[x, x + shift]); the second kernel a neighbour at a time."""
        (second,), k = self.later, self.kernel
        kernel = second.weight.view(-1, k, k, self.row.shape[-1])
        tags = torch.einsum("tr,rxyh->xyht", self.tag.weight, kernel)
        band = {f"band{d + k - 1}": torch.cat([tags[x, x + d] for x in range(k) if 0 <= x + d < k], 1) for d in range(1 - k, k)}
        taps = {f"tap{x}{y}": kernel[:, x, y].T.contiguous() for x, y in neighbours(k)}
        return band | taps | {"tags_bias": self.tag.weight @ second.bias + self.tag.bias}

    def fold(self):
        """For export: what is traced until `unfold` has the folded weights, as they are now, for constants."""
        for name, value in self.folded().items():
            self.register_buffer(f"folded_{name}", value.detach())

    def unfold(self):
        for name in [n for n, _ in self.named_buffers() if n.startswith("folded_")]:
            delattr(self, name)

    def cells(self, row, column, b, i, j, w):
        """Relation logits at (sentence, row, column) triples of a two-layer head. One product for each neighbour, so that
        a list of a hundred names (thousands of cells) never holds nine cells of T for each at once; it is as fast."""
        m, k = row.shape[1], self.kernel
        row, column, first, second = row.flatten(0, 1), column.flatten(0, 1), b * m + i, b * m + j
        sums = [relu(at + column[second + y]) @ w(f"tap{x}{y}") for x in range(k) for at in [row[first + x]] for y in range(k)]
        return self.later[0].bias + sum(sums[1:], sums[0])

    def band(self, row, column, w):
        """Tag logits without their bias: the cells of T around the diagonal, k * k for each word, one product a diagonal. Only columns
        are moved; what a diagonal has beyond the table is never read."""
        n, size, sums = row.shape[1] - 2 * self.reach, self.tag.out_features, []
        for d in range(1 - self.kernel, self.kernel):
            parts = relu(row + (pad(column, (0, 0, -d, d)) if d else column)) @ w(f"band{d + self.kernel - 1}")
            taps = [x for x in range(self.kernel) if 0 <= x + d < self.kernel]
            sums += [part[:, x : x + n] for x, part in zip(taps, parts.split(size, -1))]
        return sum(sums[1:], sums[0])

    def lazy(self, encoded):
        """What is shipped: tag logits [B,N,Le], cells [P,3], relation logits [P,Lr] for pairs of words that end an entity."""
        own = {} if hasattr(self, "folded_tags_bias") else self.folded()
        w = lambda name: own[name] if own else getattr(self, f"folded_{name}")
        row, column = self.sides(encoded.words)
        tags = self.band(row, column, w) + w("tags_bias")
        cells, read = ends(tags, encoded.mask)
        return tags, cells, self.cells(row, column, *read, w)[:-1]
