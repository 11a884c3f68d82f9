"""KnowledgeNet: passages with facts of 15 properties. Annotated in part: only properties named in `annotated_properties` are
judged, and an entity is marked only where it takes part in a fact, so a missing tag or relation means nothing."""
import json

from corpus import Example, open_text
from readers.offsets import to_words, words_of

SUBJECT = {"SUBSIDIARY_OF": "ORG", "FOUNDED_BY": "ORG", "HEADQUARTERS": "ORG", "CEO": "ORG", "DATE_FOUNDED": "ORG"}
OBJECT = {"PLACE_OF_RESIDENCE": "LOC", "PLACE_OF_BIRTH": "LOC", "NATIONALITY": "LOC", "HEADQUARTERS": "LOC", "DATE_OF_BIRTH": "DATE",
          "DATE_OF_DEATH": "DATE", "DATE_FOUNDED": "DATE", "EMPLOYEE_OR_MEMBER_OF": "ORG", "EDUCATED_AT": "ORG", "POLITICAL_AFFILIATION": "ORG",
          "SUBSIDIARY_OF": "ORG", "FOUNDED_BY": "PER", "CEO": "PER", "SPOUSE": "PER", "CHILD_OF": "PER"}


def read(path) -> list[Example]:
    out = []
    for line in open_text(path).splitlines():
        x = json.loads(line)
        spans, entities, relations = words_of(x["text"]), [], []

        def add(end, kind):
            span = to_words(spans, end["start"], end["end"])
            entity = span and (*span, kind)
            if entity and entity not in entities:
                entities.append(entity)
            return entity and entities.index(entity)

        for fact in x["facts"]:
            kind = fact["property"]
            head, tail = add(fact["subject"], SUBJECT.get(kind, "PER")), add(fact["object"], OBJECT[kind])
            if head is not None and tail is not None:
                relations.append((head, tail, kind))
        words = [x["text"][s:e] for s, e in spans]
        key = f"{x['document_id']}:{x['passage_start']}"
        out.append(Example(words, entities, list(dict.fromkeys(relations)), partial=True, key=key,
                           about={"fold": x["fold"], "annotated_properties": x["annotated_properties"]}))
    return out
