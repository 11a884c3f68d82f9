"""NER, RE (boundaries) and RE+ (strict) precision, recall and F1, micro and macro. Twin: engine/extract/evaluate.ts."""


def _prf(tp, predicted, gold):
    p, r = tp / predicted if predicted else 0.0, tp / gold if gold else 0.0
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}


def _score(gold, predicted, types):
    per = {}
    counts = []
    for kind in types:
        g = [{x for x in s if x[-1] == kind} for s in gold]
        p = [{x for x in s if x[-1] == kind} for s in predicted]
        counts.append((sum(len(a & b) for a, b in zip(g, p)), sum(map(len, p)), sum(map(len, g))))
        per[kind] = _prf(*counts[-1])
    mean = lambda k: sum(v[k] for v in per.values()) / len(per) if per else 0.0
    # macro: mean of the types' F1, not F1 of mean precision and recall
    return {"micro": _prf(*map(sum, zip(*counts))), "macro": {k: mean(k) for k in ("precision", "recall", "f1")}, "perType": per}


VIEWS = {
    "ner": lambda s: {tuple(e) for e in s[0]},
    "re": lambda s: {(tuple(s[0][h][:2]), tuple(s[0][t][:2]), k) for h, t, k in s[1]},
    "reStrict": lambda s: {(tuple(s[0][h]), tuple(s[0][t]), k) for h, t, k in s[1]},
}


def score(gold, predicted, entity_types, relation_types):
    """Each sentence: (entities [(start, end, type)], relations [(head, tail, type)])."""
    types = {"ner": entity_types, "re": relation_types, "reStrict": relation_types}
    return {name: _score([view(s) for s in gold], [view(s) for s in predicted], types[name]) for name, view in VIEWS.items()}


def counts(gold, predicted) -> dict[str, list[list[int]]]:
    """Of each sentence how many were right, predicted and wanted: what a bootstrap over sentences needs."""
    return {name: [[len(view(g) & view(p)), len(view(p)), len(view(g))] for g, p in zip(gold, predicted)] for name, view in VIEWS.items()}


def line(s) -> str:
    return " / ".join(f"{100 * s[k]['micro']['f1']:.1f}" for k in ("ner", "re", "reStrict"))
