"""Two of SpERT's side experiments: weak negatives (section 4.2) and relations between overlapping entities (4.1)."""


def weak_pairs(rng, words, count, taken):
    """Random pairs of spans of up to ten words, related or not to any entity."""
    span = lambda: (lambda s: (s, rng.randint(s + 1, min(words, s + 10))))(rng.randrange(words))
    drawn = [(span(), span()) for _ in range(count)]
    return [(a, b) for a, b in dict.fromkeys(drawn) if a != b and (a, b) not in taken]


def overlapping_found(examples, found):
    """How many relations between two overlapping entities the corpus has, and how many were found, types included."""
    strict = lambda entities, relations: {(tuple(entities[h]), tuple(entities[t]), k) for h, t, k in relations}
    wanted, right = 0, 0
    for x, said in zip(examples, found):
        gold = {r for r in strict(x.entities, x.relations) if r[0][0] < r[1][1] and r[1][0] < r[0][1]}
        wanted, right = wanted + len(gold), right + len(gold & strict(*said))
    return {"overlapping": [right, wanted]} if wanted else {}
