"""CrossRE: a sentence a line, entities [first, last, type], relations [head, tail, type, …] by word positions, end inclusive."""
import json

from corpus import Example, open_text


def read(path) -> list[Example]:
    out = []
    for line in open_text(path).splitlines():
        x = json.loads(line)
        entities = list(dict.fromkeys((s, e + 1, kind) for s, e, kind in x["ner"]))
        at = {e[:2]: i for i, e in enumerate(entities)}
        relations = [(at[a, b + 1], at[c, d + 1], kind) for a, b, c, d, kind, *_ in x["relations"] if (a, b + 1) in at and (c, d + 1) in at]
        out.append(Example(x["sentence"], entities, list(dict.fromkeys(relations)), key=x["doc_key"]))
    return out
