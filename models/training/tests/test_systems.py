"""The algebra of the systems, each against the plain form of its equations, in 64 bits."""
import pytest
import torch
from torch.nn.functional import conv2d

from encoder import Encoded
from systems.md_gru import MdGru, step, to_diagonals
from systems.md_walk import Recurrence
from systems.pair_product import PairConvolution, PairMean
from systems.span_pool import NONE, maxima, powers
from systems.tablert import pooled_so_far
from tiny import batch, tiny


def words(n, width):
    e = torch.zeros(n + 8, width, dtype=torch.double)
    e[4 : n + 4] = torch.randn(n, width, dtype=torch.double)
    return e


def dense(e, row, column, bias, second, second_bias, n):
    """Equations 2 to 4 by plain 3 x 3 convolutions over [e_i ; e_j] on a table extended beyond the sentence. A row kernel
    split over its three columns sums to `row`, and the other way round."""
    m = len(e)
    table = torch.cat([e[:, None].expand(-1, m, -1), e[None].expand(m, -1, -1)], -1).permute(2, 0, 1)[None]
    spread = torch.tensor([0.2, 0.5, 0.3], dtype=torch.double)
    row = row.view(3, e.shape[1], -1).permute(2, 1, 0)[..., None] * spread
    column = column.view(3, e.shape[1], -1).permute(2, 1, 0)[:, :, None] * spread[:, None]
    t = torch.relu(conv2d(table, torch.cat([row, column], 1), bias, padding=1))
    return conv2d(t, second, second_bias, padding=1)[0, :, 4 : n + 4, 4 : n + 4].permute(1, 2, 0), t


@torch.no_grad()
def test_first_convolution_is_factorised_exactly():
    head = tiny("tablert-cnn").head.double()
    e = words(13, head.row.shape[0] // 3)
    (second,) = head.later
    kernel = second.weight.view(-1, 3, 3, head.row.shape[1]).permute(0, 3, 1, 2)
    want, _ = dense(e, head.row, head.column, head.bias, kernel, second.bias, 13)
    tags, got = head.table(*head.sides(e[None, 4:17]))
    upper = torch.ones(13, 13).triu() > 0
    assert (got[0] - want)[upper].abs().max() < 1e-10
    assert (tags[0] - head.tag(want.diagonal().T)).abs().max() < 1e-10


@torch.no_grad()
def test_three_layers_are_convolutions_too():
    head = tiny("tablert-cnn", hidden=(16, 8)).head.double()
    e = words(9, head.row.shape[0] // 3)
    kernels = [m.weight.view(m.weight.shape[0], 3, 3, -1).permute(0, 3, 1, 2) for m in head.later]
    _, t = dense(e, head.row, head.column, head.bias, kernels[0], head.later[0].bias, 9)
    t = torch.relu(conv2d(t, kernels[0], head.later[0].bias, padding=1))
    want = conv2d(t, kernels[1], head.later[1].bias, padding=1)[0, :, 4:13, 4:13].permute(1, 2, 0)
    _, got = head.table(*head.sides(e[None, 4:13]))
    assert (got[0] - want)[torch.ones(9, 9).triu() > 0].abs().max() < 1e-10


@torch.no_grad()
def test_dytnet_with_one_kernel_is_tablert_cnn():
    cnn, dynamic = tiny("tablert-cnn").head, tiny("dytnet", experts=1).head
    dynamic.row.data, dynamic.column.data, dynamic.bias.data = cnn.row.data[None], cnn.column.data[None], cnn.bias.data[None]
    (second,) = cnn.later
    dynamic.second.data = second.weight.unflatten(1, (9, -1)).transpose(0, 1).flatten(0, 1)[None]
    dynamic.second_bias.data = second.bias.data[None]
    dynamic.tag.load_state_dict(cnn.tag.state_dict())
    mask = torch.arange(11) < torch.tensor([[11], [6]])
    encoded = Encoded(torch.randn(2, 11, cnn.row.shape[0] // 3) * mask[..., None], mask, torch.zeros(2, 48))
    for a, b in zip(cnn(encoded, None), dynamic(encoded, None)):
        assert (a - b).abs().max() < 1e-4


def test_gradients_of_the_fused_table():
    torch.manual_seed(3)
    r, c, k = (torch.randn(*s, dtype=torch.double, requires_grad=True) for s in ((2, 6, 4), (2, 6, 4), (2, 18, 4)))
    assert torch.autograd.gradcheck(lambda *a: PairConvolution.apply(*a, 3, 2), (r, c, k))
    mask = (torch.arange(6) < torch.tensor([[6], [4]])).double()
    assert torch.autograd.gradcheck(lambda *a: PairMean.apply(*a, mask, 4), (r, c))
    table = torch.relu(r[1, :4, None] + c[1, None, :4])
    assert torch.allclose(PairMean.apply(r, c, mask, 4)[1], table.mean((0, 1)))


@pytest.mark.parametrize("uses", [("layer", "row", "col"), ("row", "col"), ("layer",), ("layer", "row")])
@torch.no_grad()
def test_md_gru_is_its_double_loop(uses):
    torch.manual_seed(1)
    n, width, h = 6, 5, 3
    gru = MdGru(width, h, uses).double()
    x, before = torch.randn(n, n, width, dtype=torch.double), torch.randn(n, n, 2 * h, dtype=torch.double)
    part = lambda t, a, b: t[a * h : b * h]

    def loop(k):
        turn = lambda t: torch.flip(t, (0, 1)) if k else t
        xs, below, states = turn(x), turn(before[..., k * h : (k + 1) * h]), torch.zeros(n + 1, n + 1, h, dtype=torch.double)
        p = len(uses)
        for i in range(n):
            for j in range(n):
                own = {"layer": below[i, j], "row": states[i, j + 1], "col": states[i + 1, j]}
                g, q = xs[i, j] @ gru.input[k] + gru.bias[k], torch.zeros((3 + p) * h, dtype=torch.double)
                moved = [own[u] for u in uses if u != "layer"]
                q = q + own["layer"] @ gru.above[k] if "layer" in uses else q
                q = q + torch.cat(moved) @ gru.moved[k] if moved else q
                r, z = torch.sigmoid(part(g, 0, 1) + part(q, 0, 1)), torch.sigmoid(part(g, 1, 2) + part(q, 1, 2))
                share = torch.softmax((part(g, 2, 2 + p) + part(q, 2, 2 + p)).view(p, h), 0)
                new = torch.tanh(part(g, 2 + p, 3 + p) + r * part(q, 2 + p, 3 + p))
                states[i + 1, j + 1] = z * new + (1 - z) * sum(share[m] * own[u] for m, u in enumerate(uses))
        return turn(states[1:, 1:])

    got = gru(x[None], before[None], torch.ones(1, n) > 0)[0]
    assert (got - torch.cat([loop(0), loop(1)], -1)).abs().max() < 1e-12


@pytest.mark.parametrize("uses", [("layer", "row", "col"), ("row", "col"), ("col",), ("layer",), ("layer", "row")])
def test_gradients_of_the_recurrence_are_those_of_its_steps(uses):
    torch.manual_seed(1)
    c, b, n, h, p, moved = 2, 3, 5, 4, len(uses), len([u for u in uses if u != "layer"])
    drawn = lambda *shape: torch.randn(*shape, dtype=torch.double, requires_grad=True)
    gates, before, weight = drawn(c, b, n, n, (4 + p) * h), drawn(c, b, n, n, h), drawn(c, moved * h, (3 + p) * h)
    mask = torch.arange(n) < torch.tensor([[n], [3], [1]])
    inside = to_diagonals((mask[:, :, None] & mask[:, None])[..., None].double().expand(c, b, n, n, 1))
    state, out = torch.zeros(c, b, n, h, dtype=torch.double), []
    for now in zip(to_diagonals(gates), to_diagonals(before), inside):
        state = step(state, *now, weight, uses)
        out.append(state)
    expected, got = torch.stack(out), Recurrence.apply(to_diagonals(gates), to_diagonals(before), inside, weight, uses)
    assert torch.allclose(expected, got, atol=1e-12)
    some = torch.randn_like(got)
    given = [gates, *([before] if "layer" in uses else []), *([weight] if moved else [])]
    for one, other in zip(*(torch.autograd.grad((x * some).sum(), given) for x in (expected, got))):
        assert torch.allclose(one, other, atol=1e-12)


def test_maxima_of_any_span():
    torch.manual_seed(2)
    e = torch.randn(2, 13, 3).masked_fill(~(torch.arange(13) < torch.tensor([[13], [5]]))[..., None], NONE)
    levels, rows = powers(e), [(b, s, t) for b in (0, 1) for s in range(5) for t in range(s, (13, 5)[b] + 1)]
    got = maxima(levels, *torch.tensor(rows).T)
    for (b, s, t), one in zip(rows, got):
        assert torch.equal(one, e[b, s:t].amax(0) if t > s else torch.zeros(3))


def test_span_pooled_so_far_follows_the_tags():
    e = torch.tensor([[[1.0], [5.0], [2.0], [3.0], [4.0]]])
    tags = torch.tensor([[1, 2, 3, 0, 4]])  # B I L O U
    assert pooled_so_far(e, tags)[0, :, 0].tolist() == [1.0, 5.0, 5.0, 3.0, 4.0]


@torch.no_grad()
def test_weak_spert_relates_spans_that_no_filter_keeps():
    """004, section 4.2: sub-spans come to be related. Against every pair of every span, one after another."""
    lengths = [2, 5]
    for weak in (False, True):
        model = tiny("spert", weak=weak)
        model.head.span.bias[0] += 100  # nothing is a name
        model.head.relation.weight[:] *= 3
        given = batch(lengths)
        encoded = model.encode(given)
        _, (names, many) = model.head.decode(model.head(encoded, given), given)
        assert weak == bool(many)
    head, want = model.head, set()
    spans = [(s, t) for s in range(5) for t in range(s + 1, 6)]
    for a in spans:
        for c in (c for c in spans if c != a):
            rows = torch.tensor([1]), torch.tensor([[*a, *c]])
            at = lambda x: head.spans(rows[0], *torch.tensor(x)[:, None])
            scores = torch.sigmoid(head.relation_logits(at(a), at(c), *rows))[0]
            want |= {(a, c, k) for k, p in zip("rs", scores) if p >= head.least}
    assert {(names[h][:2], names[t][:2], k) for h, t, k in many} == want
    assert all(kind in "ab" for *_, kind in names)
