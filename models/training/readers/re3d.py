"""re3d: documents with stand-off entities and relations, character offsets. An offset that does not match its text is left
out, and counted. Sentences end at a full stop, question or exclamation mark before a capital, or at a line's end."""
import json
import re
from pathlib import Path

from corpus import Example
from readers.offsets import to_words, words_of

BREAK = re.compile(r"(?<=[.!?])\s+(?=[\"'“(]?[A-Z0-9])|\n+")


def rows(folder: Path, name: str):
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines() if line.strip()]


def sentences(text: str):
    start = 0
    for m in [*BREAK.finditer(text), None]:
        end = m.start() if m else len(text)
        if text[start:end].strip():
            yield start, end
        start = m.end() if m else end


def read(folder) -> tuple[list[Example], int]:
    """Examples, and how many annotations did not match their text."""
    folder, bad, out = Path(folder), 0, []
    marks, links = {}, {}
    for x in rows(folder, "entities"):
        marks.setdefault(x["documentId"], []).append(x)
    for x in rows(folder, "relations"):
        links.setdefault(x["documentId"], []).append(x)
    for document in rows(folder, "documents"):
        text, key = document["text"], document["_id"]
        good = {(m["begin"], m["end"]): m["type"] for m in marks.get(key, []) if text[m["begin"] : m["end"]] == m["value"]}
        bad += len(marks.get(key, [])) - sum(text[m["begin"] : m["end"]] == m["value"] for m in marks.get(key, []))
        for k, (start, end) in enumerate(sentences(text)):
            spans = words_of(text[start:end])
            at, entities = {}, []
            for (b, e), kind in sorted(good.items()):
                word = to_words(spans, b - start, e - start) if start <= b and e <= end else None
                if word:
                    at[b, e] = len(entities)
                    entities.append((*word, kind))
            relations = [(at[a], at[b], r["type"]) for r in links.get(key, [])
                         for a, b in [((r["sourceBegin"], r["sourceEnd"]), (r["targetBegin"], r["targetEnd"]))] if a in at and b in at]
            out.append(Example([text[start + s : start + e] for s, e in spans], entities, list(dict.fromkeys(relations)), key=f"{key}:{k}"))
    return out, bad
