"""Learning from an ensemble beside a corpus' labels."""
from types import SimpleNamespace

import torch
from torch.nn.functional import one_hot

from augment import derive
from corpus import Example, Taught
from labels import Labels
from teach import columns, mean, read
from tiny import LABELS, batch, tiny

PIECES = SimpleNamespace(cls=1, sep=2, of=lambda word: [3 + len(word)])


def examples(model, lengths):
    out = []
    for n in lengths:
        kind = LABELS.entity_types[0]
        out.append(model.head.prepare(Example([f"w{i}" for i in range(n)], [(0, 1, kind), (n - 1, n, kind)], [(1, 0, LABELS.relation_types[0])])))
    return out


def loss(model, some, taught):
    own = batch([len(x.words) for x in some])
    own.examples = some
    for x, one in zip(some, taught):
        x.taught = one
    torch.manual_seed(3)
    return model.head.loss(model(own), own)


def surely(x, share, cells=True):
    """A teacher that is sure of what the corpus says."""
    return Taught(one_hot(x.targets["tags"], LABELS.tags).half(), one_hot(x.targets["cells"].clamp(min=0), LABELS.relations).half() * above(x) if cells else None, share)


def above(x):
    return torch.ones(len(x.words), len(x.words)).triu(1)[..., None].half()


def test_a_teacher_that_says_what_the_corpus_says_changes_nothing():
    model = tiny("tablert-cnn").eval()
    some = examples(model, [3, 7, 5])
    alone = loss(model, some, [None] * 3)
    for share in (0.0, 0.5, 1.0):
        torch.testing.assert_close(loss(model, some, [surely(x, share) for x in some]), alone)
        torch.testing.assert_close(loss(model, some, [surely(some[0], share), None, surely(some[2], share, cells=False)]), alone)


def test_what_the_corpus_judges_otherwise_is_learned_from_the_teacher():
    model = tiny("tablert-cnn").eval()
    one = examples(model, [6])
    said = surely(one[0], 1.0)
    one[0].targets["tags"].zero_(), one[0].targets["cells"].clamp_(max=0)
    wrong = loss(model, one, [None])
    assert loss(model, one, [said]) != wrong
    one[0].targets["tags"].fill_(-1), one[0].targets["cells"].fill_(-1)
    assert loss(model, one, [None]) == 0 and loss(model, one, [said]) > 0


def test_labels_are_matched_by_name():
    own, theirs = Labels(("A", "B"), ("r", "s")), Labels(("B", "A"), ("s", "r"))
    tags, cells = columns(own, theirs)
    assert tags == [0, 5, 6, 7, 8, 1, 2, 3, 4] and cells == [0, 3, 4, 1, 2]


def test_a_mean_of_probabilities_sums_to_one_where_something_is_to_be_said():
    models = [tiny("tablert-cnn"), tiny("tablert-cnn")]
    given = batch([4, 6])
    said = mean([read(m, PIECES, given.examples, LABELS, LABELS) for m in models])
    for x, (tags, cells) in zip(given.examples, said):
        n = len(x.words)
        torch.testing.assert_close(tags.float().sum(-1), torch.ones(n), atol=2e-3, rtol=0)
        torch.testing.assert_close(cells.float().sum(-1), torch.ones(n, n).triu(1), atol=2e-3, rtol=0)


def test_other_words_are_not_taught_what_was_said_of_these():
    x = Example(["a", "b"], taught=Taught(torch.zeros(2, 1), None, 1.0))
    assert derive(x, ["A", "B"], [], []).taught is x.taught and derive(x, ["a"], [], []).taught is None
