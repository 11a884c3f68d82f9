"""PyTorch dense table = PyTorch lazy cells = ONNX fp32, alone and in any batch; and the factorisation is exact."""
import onnxruntime as ort
import pytest
import torch
from torch.nn.functional import conv2d

from encoder import Encoder
from export import INPUTS, write_fp32
from labels import L, U, Labels
from tablert_cnn import TablertCnn

LENGTHS = [1, 2, 9, 17, 23]
CONFIG = {"hidden_size": 48, "layer_norm_eps": 1e-12, "vocab_size": 200, "max_position_embeddings": 64, "num_attention_heads": 4,
          "intermediate_size": 96, "num_hidden_layers": 2}


class Tiny(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(7)
        self.encoder = Encoder(CONFIG, shape_width=8)
        self.head = TablertCnn(self.encoder.width, Labels(("a", "b"), ("r", "s")), hidden=32)
        for p in self.parameters():
            torch.nn.init.normal_(p, std=0.2)
        with torch.no_grad():
            self.head.tag.bias[[1 + U, 1 + 4 + L]] += 4  # enough words that end an entity
        self.eval()


@pytest.fixture(scope="module")
def model():
    return Tiny()


@pytest.fixture(scope="module")
def graphs(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs")
    write_fp32(model, folder)
    return [ort.InferenceSession(str(folder / f"{n}.fp32.onnx"), providers=["CPUExecutionProvider"]) for n in ("encoder", "head")]


def inputs(lengths):
    """Two pieces for every third word; rows padded to the longest."""
    rows = []
    for n in lengths:
        count = [2 if i % 3 == 2 else 1 for i in range(n)]
        start = [1 + sum(count[:i]) for i in range(n)]
        size = sum(count) + 2
        own = torch.Generator().manual_seed(n)
        rows.append((torch.randint(1, 200, (size,), generator=own).tolist(), [1] * size, [1] * size, start, count, [(i % 7) + 1 for i in range(n)]))
    return [torch.tensor([r[k] + [0] * (max(len(x[k]) for x in rows) - len(r[k])) for r in rows]) for k in range(6)]


def run(graphs, tensors):
    feeds = {n: t.to(torch.int32).numpy() for n, t in zip(INPUTS, tensors)}
    (words,) = graphs[0].run(None, feeds)
    return graphs[1].run(None, {"words": words, "word_count": feeds["word_count"]})


@torch.no_grad()
def test_first_convolution_is_factorised_exactly():
    """Against a plain 3 x 3 convolution over [e_i ; e_j] on a table extended beyond the sentence (equations 2 to 4)."""
    head = Tiny().head.double()
    width = head.row.shape[0] // 3
    e = torch.zeros(13 + 8, width, dtype=torch.double)
    e[4:17] = torch.randn(13, width, dtype=torch.double)
    table = torch.cat([e[:, None].expand(-1, 21, -1), e[None].expand(21, -1, -1)], -1).permute(2, 0, 1)[None]
    # A row kernel that is the same split over its three columns sums to head.row, and the other way round.
    spread = torch.tensor([0.2, 0.5, 0.3], dtype=torch.double)
    row = head.row.view(3, width, -1).permute(2, 1, 0)[..., None] * spread
    column = head.column.view(3, width, -1).permute(2, 1, 0)[:, :, None] * spread[:, None]
    t = torch.relu(conv2d(table, torch.cat([row, column], 1), head.bias, padding=1))
    kernel = head.second.weight.view(-1, 3, 3, t.shape[1]).permute(0, 3, 1, 2)
    want = conv2d(t, kernel, head.second.bias, padding=1)[0, :, 4:17, 4:17].permute(1, 2, 0)
    r, c = head.sides(e[None, 4:17])
    got, _ = head.table(r[0], c[0])
    assert (got - want).abs().max() < 1e-10


@torch.no_grad()
def test_lazy_cells_are_the_dense_table(model, graphs):
    tensors = inputs(LENGTHS)
    dense = model.head(model.encoder(*tensors), LENGTHS)
    tags, cells, relations = model.head.lazy(model.encoder(*tensors), tensors[4] > 0)
    o_tags, o_cells, o_relations = run(graphs, tensors)
    assert cells.tolist() == o_cells.tolist() and len(cells) > 10
    for b, n in enumerate(LENGTHS):
        table, own = dense[b]
        assert (tags[b, :n] - own).abs().max() < 1e-4
        assert abs(o_tags[b, :n] - own.numpy()).max() < 1e-4
        best = own.argmax(-1)
        last = [i for i in range(n) if best[i] > 0 and (int(best[i]) - 1) % 4 >= L]
        assert [c[1:] for c in cells.tolist() if c[0] == b] == [[i, j] for i in last for j in last if i < j]
    for k, (b, i, j) in enumerate(cells.tolist()):
        assert (relations[k] - dense[b][0][i, j]).abs().max() < 1e-4
        assert abs(o_relations[k] - dense[b][0][i, j].numpy()).max() < 1e-4


@torch.no_grad()
def test_a_sentence_does_not_depend_on_its_batch(model, graphs):
    together = model.head(model.encoder(*inputs(LENGTHS)), LENGTHS)
    o_tags, o_cells, o_relations = run(graphs, inputs(LENGTHS))
    for b, n in enumerate(LENGTHS):
        cells, tags = model.head(model.encoder(*inputs([n])), [n])[0]
        assert (cells - together[b][0]).abs().max() < 1e-4 and (tags - together[b][1]).abs().max() < 1e-4
        alone = run(graphs, inputs([n]))
        assert abs(alone[0][0] - o_tags[b, :n]).max() < 1e-4
        mine = o_cells[:, 0] == b
        assert (alone[1][:, 1:] == o_cells[mine][:, 1:]).all()
        if mine.any():
            assert abs(alone[2] - o_relations[mine]).max() < 1e-4


def test_no_entity_and_one_entity_read_no_cell(model, graphs):
    for bias in (50.0, 0.0):
        with torch.no_grad():
            model.head.tag.bias[0] += bias
            tags, cells, relations = model.head.lazy(model.encoder(*inputs([1])), inputs([1])[4] > 0)
            model.head.tag.bias[0] -= bias
        assert tags.shape == (1, 1, 9) and cells.shape == (0, 3) and relations.shape == (0, 5)
    assert run(graphs, inputs([1]))[2].shape == (0, 5)


def test_ties_take_the_lowest_label(graphs):
    assert torch.zeros(3).argmax() == 0 and torch.tensor([1.0, 2.0, 2.0]).argmax() == 1
