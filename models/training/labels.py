"""Labels of the table: BILOU tags on the diagonal, directed relations above it (Ma et al. 2022, section 2)."""
from dataclasses import dataclass

B, I, L, U = range(4)


@dataclass(frozen=True)
class Labels:
    """Tag 0 is O, relation label 0 is "none". Tag 1+4t+{B,I,L,U}; label 1+2r: row is head, 2+2r: column is head."""

    entity_types: tuple[str, ...]
    relation_types: tuple[str, ...]
    symmetric: tuple[str, ...] = ()  # relation types whose ends may change places

    @property
    def tags(self) -> int:
        return 4 * len(self.entity_types) + 1

    @property
    def relations(self) -> int:
        return 2 * len(self.relation_types) + 1

    def tag_row(self, words: int, entities) -> list[int]:
        row = [0] * words
        for start, end, kind in entities:
            base = 1 + 4 * self.entity_types.index(kind)
            if end - start == 1:
                row[start] = base + U
            else:
                row[start:end] = [base + B] + [base + I] * (end - start - 2) + [base + L]
        return row

    def cell_label(self, head: int, tail: int, kind: str, entities) -> tuple[int, int, int]:
        """Positions of the earlier and the later entity, and the label of their cells."""
        r = self.relation_types.index(kind)
        forward = entities[head][0] < entities[tail][0]
        return (head, tail, 1 + 2 * r) if forward else (tail, head, 2 + 2 * r)


def spans(tags: list[int]) -> list[tuple[int, int, int]]:
    """Half-open word spans with a type index, from tags that need not be well formed.

    An entity closes at L or U. U is one word. L starts at the nearest B since the last close or O, else at the
    first word that is not O since then; an unclosed tail is dropped. The last word's type wins.
    """
    found, run, begin = [], None, None
    for i, tag in enumerate(tags):
        if tag == 0:
            run = begin = None
            continue
        part, kind = (tag - 1) % 4, (tag - 1) // 4
        run = i if run is None else run
        if part == U:
            found.append((i, i + 1, kind))
            run = begin = None
        elif part == L:
            found.append((run if begin is None else begin, i + 1, kind))
            run = begin = None
        elif part == B:
            begin = i
    return found


def pairs(found, label_of) -> list[tuple[int, int, int]]:
    """Head, tail (positions in found) and relation type: one cell for each pair, that of the two last words."""
    out = []
    for a in range(len(found)):
        for b in range(a + 1, len(found)):
            label = label_of(found[a][1] - 1, found[b][1] - 1)
            if label:
                kind, backward = divmod(label - 1, 2)
                out.append((b, a, kind) if backward else (a, b, kind))
    return out


def bio_row(words: int, entities, types: tuple[str, ...]) -> list[int]:
    """Tag 0 is O, 1+2t begins an entity of type t, 2+2t is inside one."""
    row = [0] * words
    for start, end, kind in entities:
        base = 1 + 2 * types.index(kind)
        row[start:end] = [base] + [base + 1] * (end - start - 1)
    return row


def bio_spans(tags: list[int]) -> list[tuple[int, int, int]]:
    """Half-open word spans with a type index. An I without an open entity, or of another type, opens a new one."""
    found = []
    for i, tag in enumerate(tags):
        if tag == 0:
            continue
        inside, kind = tag % 2 == 0, (tag - 1) // 2
        if inside and found and found[-1][1] == i and found[-1][2] == kind:
            found[-1] = (found[-1][0], i + 1, kind)
        else:
            found.append((i, i + 1, kind))
    return found
