"""What the heads train on: no test sentence of any of them, but for those that CoNLL04 itself repeats; and shares of an epoch."""
import os
from collections import Counter
from pathlib import Path

import pytest

from heads import HEADS, open_head
from multitask import share_of

SHARED = Path(os.environ.get("ESPALIER_SHARED", Path(__file__).parents[4] / "shared"))


@pytest.mark.skipif(not (SHARED / "data" / "corpora").exists(), reason="the corpora are not here")
def test_no_test_sentence_is_trained_on():
    heads = {name: open_head(name, SHARED, "train,dev", fold=0) for name in HEADS}
    words = lambda xs: [" ".join(x.words).lower() for x in xs]
    trained = {name: set(words(h.core + h.extra)) for name, h in heads.items()}
    for name, head in heads.items():
        for other, known in trained.items():
            repeated = sum(w in known for w in words(head.test))
            assert repeated == (21 if name == other == "news" else 0), (name, other)  # 19 in one case, two more in another
            assert not any(w in known for w in words(head.bare)), (name, other)
    for name in ("biomedical", "general"):  # what fits their scores was seen by none
        assert not set().union(*trained.values()) & set(words(heads[name].dev))


def test_every_sentence_comes_equally_often():
    xs = list(range(10))
    taken = [share_of(xs, 0.4, epoch, seed=1) for epoch in range(5)]
    assert [len(t) for t in taken] == [4] * 5 and set(Counter(x for t in taken for x in t).values()) == {2}
    assert share_of(xs, 1.0, 3, 1) != xs and sorted(share_of(xs, 1.0, 3, 1)) == xs
