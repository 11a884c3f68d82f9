"""A batch trained in parts is the batch."""
import math

import torch

from corpus import Example
from tiny import batch, tiny
from train import parts

LENGTHS = [3, 5, 9, 17, 23]


def gradients(model, most):
    model.zero_grad()
    some = [Example([f"w{i}" for i in range(n)]) for n in LENGTHS]
    given = parts(some, most)
    for part in given:
        own = batch([len(x.words) for x in part])
        for x in own.examples:
            model.head.prepare(x)
        (model.head.loss(model(own), own) * (len(part) / len(some))).backward()
    return len(given), [p.grad.clone() for p in model.parameters() if p.grad is not None]


def test_gradients_of_parts_add_up():
    model = tiny("table-sequence")
    one, whole = gradients(model, math.inf)
    several, added = gradients(model, 600)
    assert (one, several) == (1, 3)
    for a, b in zip(whole, added, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_a_sentence_that_is_too_long_stands_alone():
    some = [Example(["w"] * n) for n in (2, 2, 30, 31)]
    assert [[len(x.words) for x in part] for part in parts(some, 100)] == [[2, 2], [30], [31]]


def test_nothing_is_said_of_two_pronouns_of_one_bearer():
    """Twin of a case in test/extract/decode.test.ts."""
    from selves import PRONOUNS, drop_self_facts

    words = "I told my brother that He left US with us".split()
    mentions = [(i, i + 1, "a", 0.9) for i in (0, 2, 5, 7, 9)] + [(2, 4, "a", 0.9)]
    every = [(a, b, "r", 0.5) for a in range(6) for b in range(a + 1, 6)]
    gone = {(a, b) for a, b, *_ in every} - {(a, b) for a, b, *_ in drop_self_facts(words, mentions, every, PRONOUNS)[1]}
    assert drop_self_facts(words, mentions, every)[1] == every
    assert gone == {(0, 1), (0, 4), (1, 4)}
