"""The head `general` on KnowledgeNet's third fold, which trains nothing. A passage is judged for a few properties only:
facts of others, right or wrong, do not count, nor do names that take part in none."""
from pathlib import Path

from corpus import read
from general import one_name, to_general

FOLD = 3


def judged(shared):
    """Sentences in the terms of `general`, and the relation kinds each is judged for."""
    out = []
    for x in read(Path(shared) / "data" / "corpora" / "knowledgenet" / "spert_knowledgenet_train.json.gz"):
        if x.about["fold"] == FOLD:
            out.append((to_general(x), {one_name(0, 0, k)[2] for k in x.about["annotated_properties"]}))
    return out


def facts(entities, relations, kinds):
    return {(entities[h][:3], entities[t][:3], k) for h, t, k, *_ in relations if k in kinds}


def facts_score(model, shared, some=0):
    """Precision, recall and F1 of facts with both names' boundaries and types right (RE+), micro."""
    right = said = wanted = 0
    for x, kinds in judged(shared)[: some or None]:
        want, got = facts(x.entities, x.relations, kinds), facts(*model.extract(x.words), kinds)
        right, said, wanted = right + len(want & got), said + len(got), wanted + len(want)
    p, r = right / max(said, 1), right / max(wanted, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def facts_line(model, shared, some=0) -> str:
    p, r, f = (100 * x for x in facts_score(model, shared, some))
    return f"KnowledgeNet fold {FOLD} RE+ {f:.1f} (precision {p:.1f}, recall {r:.1f})"
