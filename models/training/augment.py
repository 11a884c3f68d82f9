"""The same sentence as other people type it: free text has other quotes and full stops than the corpus, and other cases."""
import random

from corpus import Example

CASES = (("upper", 0.03), ("lower", 0.04), ("title", 0.03))


def retypeset(x: Example) -> Example:
    """Two-token quotes become one, a full stop glued to the last word is cut off; spans follow."""
    words, at = [], []
    for i, word in enumerate(x.words):
        if words and word == "'" and x.words[i - 1] == "'" and at[i - 1] == len(words) - 1 and words[-1] == "'":
            words[-1] = '"'
            at.append(len(words) - 1)
            continue
        at.append(len(words))
        words.append(word)
    if len(words[-1]) > 3 and words[-1][-1] == "." and words[-1][:-1].isalpha() and words[-1].islower():
        words[-1:] = [words[-1][:-1], "."]
    span = lambda s, t: (at[s], at[t - 1] + 1)
    entities = [(*span(s, t), k) for s, t, k in x.entities]
    return derive(x, words, entities, [span(*u) for u in x.unjudged])


def derive(x: Example, words, entities, unjudged) -> Example:
    taught = x.taught if len(words) == len(x.words) else None  # what was said of other words says nothing of these
    return Example(words, entities, x.relations, x.tag_weight, x.relation_weight, x.unknown, unjudged, x.partial, taught=taught)


def augment(x: Example, rng: random.Random) -> Example:
    if rng.random() < 0.3:
        x = retypeset(x)
    chance = rng.random()
    for case, share in CASES:
        if chance < share:
            return derive(x, [getattr(w, case)() for w in x.words], x.entities, x.unjudged)
        chance -= share
    return x
