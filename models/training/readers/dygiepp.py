"""DyGIE++ form (also what users of ACE make): a document a line, token positions counted over the document, end inclusive."""
import json

from corpus import Example, open_text


def read(path) -> list[Example]:
    """One example a sentence. Entities from `ner`; a relation whose end is no entity of its sentence is left out."""
    out = []
    for line in open_text(path).splitlines():
        x, start = json.loads(line), 0
        for k, words in enumerate(x["sentences"]):
            entities = list(dict.fromkeys((s - start, e - start + 1, kind) for s, e, kind, *_ in x.get("ner", [[]] * (k + 1))[k]))
            at = {e[:2]: i for i, e in enumerate(entities)}
            relations = []
            for a, b, c, d, kind, *_ in x.get("relations", [[]] * (k + 1))[k]:
                head, tail = at.get((a - start, b - start + 1)), at.get((c - start, d - start + 1))
                if head is not None and tail is not None:
                    relations.append((head, tail, kind))
            out.append(Example(words, entities, list(dict.fromkeys(relations)), key=f"{x.get('doc_key', '')}:{k}"))
            start += len(words)
    return out
