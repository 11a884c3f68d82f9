"""NER, RE (boundaries) and RE+ (strict) precision, recall and F1, micro and macro. Twin: engine/extract/evaluate.ts."""


def _prf(tp, predicted, gold):
    p, r = tp / predicted if predicted else 0.0, tp / gold if gold else 0.0
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}


def _score(gold, predicted):
    per = {}
    counts = []
    # Types that occur: one that neither side has says nothing of a macro mean.
    for kind in sorted({x[-1] for items in (*gold, *predicted) for x in items}):
        g = [{x for x in s if x[-1] == kind} for s in gold]
        p = [{x for x in s if x[-1] == kind} for s in predicted]
        counts.append((sum(len(a & b) for a, b in zip(g, p)), sum(map(len, p)), sum(map(len, g))))
        per[kind] = _prf(*counts[-1])
    mean = lambda k: sum(v[k] for v in per.values()) / len(per) if per else 0.0
    # macro: mean of the types' F1, not F1 of mean precision and recall
    return {"micro": _prf(*map(sum, zip(*counts))) if counts else _prf(0, 0, 0), "macro": {k: mean(k) for k in ("precision", "recall", "f1")}, "perType": per}


def _relations(s, words, symmetric):
    """`words`: how much of an end counts, 2 for its boundaries, 3 for its type too. Symmetric ones in the order of the text."""
    end = lambda i: tuple(s[0][i][:words])
    turned = lambda h, t, k: k in symmetric and tuple(s[0][t][:2]) < tuple(s[0][h][:2])
    return {(end(t), end(h), k) if turned(h, t, k) else (end(h), end(t), k) for h, t, k in s[1]}


VIEWS = {
    "ner": lambda s, _: {tuple(e) for e in s[0]},
    "re": lambda s, symmetric: _relations(s, 2, symmetric),
    "reStrict": lambda s, symmetric: _relations(s, 3, symmetric),
}


def score(gold, predicted, symmetric=()):
    """Each sentence: (entities [(start, end, type)], relations [(head, tail, type)])."""
    return {name: _score([view(s, symmetric) for s in gold], [view(s, symmetric) for s in predicted]) for name, view in VIEWS.items()}


def counts(gold, predicted, symmetric=()) -> dict[str, list[list[int]]]:
    """Of each sentence how many were right, predicted and wanted: what a bootstrap over sentences needs."""
    sets = {name: [(view(g, symmetric), view(p, symmetric)) for g, p in zip(gold, predicted)] for name, view in VIEWS.items()}
    return {name: [[len(g & p), len(p), len(g)] for g, p in pairs] for name, pairs in sets.items()}


def line(s) -> str:
    return " / ".join(f"{100 * s[k]['micro']['f1']:.1f}" for k in ("ner", "re", "reStrict"))
