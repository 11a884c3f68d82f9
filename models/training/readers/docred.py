"""DocRED form: documents of sentences, entities as sets of mentions, relations between entities.

A sentence keeps the relations whose two ends are both mentioned in it: between the nearest two mentions there.
"""
import json

from corpus import Example, open_text


def read(path) -> list[Example]:
    out = []
    for number, document in enumerate(json.loads(open_text(path))):
        for k, words in enumerate(document["sents"]):
            entities, of = [], []
            for i, mentions in enumerate(document["vertexSet"]):
                for m in mentions:
                    span = (*m["pos"], m["type"])
                    if m["sent_id"] == k and span not in entities:
                        entities.append(span)
                        of.append(i)
            relations = []
            for r in document.get("labels", []):
                pairs = [(h, t) for h in range(len(of)) for t in range(len(of)) if (of[h], of[t]) == (r["h"], r["t"])]
                if pairs:
                    gap = lambda p: max(entities[p[0]][0], entities[p[1]][0]) - min(entities[p[0]][1], entities[p[1]][1])
                    relations.append((*min(pairs, key=gap), r["r"]))
            out.append(Example(words, entities, list(dict.fromkeys(relations)), key=f"{number}:{k}"))
    return out
