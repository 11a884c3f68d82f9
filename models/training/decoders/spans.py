"""Decoding of SpERT (Eberts and Ulges 2020, section 3): kept spans, and every relation type that reaches the threshold."""
import numpy as np


def decode(spans, span_logits, pairs, relation_logits, least=0.4):
    """spans [M,2], span_logits [M,t+1] (0: none), pairs [P,2] positions in spans, relation_logits [P,r].

    Entities (start, end, type index) and relations (head, tail, type index); overlaps stay, as in the paper.
    """
    kinds = span_logits.argmax(-1) - 1
    found = [(int(s), int(t), int(k)) for (s, t), k in zip(spans, kinds)]
    scores = 1 / (1 + np.exp(-np.asarray(relation_logits, dtype=np.float64)))
    related = [(int(pairs[p][0]), int(pairs[p][1]), int(k)) for p, k in zip(*np.nonzero(scores >= least))]
    return found, related
