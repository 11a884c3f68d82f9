"""Sentences longer than a pass of the encoder, read in overlapping windows and joined. Twin of engine/extract/windows.ts, which
tells the reasons; `tables.py --system windows` makes the cases that hold the two together."""
import re

from words import MAX_PIECES

LIMIT = MAX_PIECES - 2  # without [CLS] and [SEP]
OVERLAP = 1 / 4


def to_windows(words, sizes, limit=LIMIT):
    """Half-open runs of words; `sizes` are pieces of each word, at most `limit` in a run."""
    out, start = [], 0
    while start < len(words):
        end, used, mark = start, 0, 0
        while end < len(words) and used + sizes[end] <= limit:
            used += sizes[end]
            if used > limit * 2 / 3 and re.fullmatch("[,;:.!?)]", words[end]):
                mark = end + 1
            end += 1
        if end < len(words) and mark > start:
            end = mark
        end = max(end, start + 1)
        out.append((start, end))
        if end == len(words):
            break
        after, back = end, sizes[end - 1]
        while back <= limit * OVERLAP and after > start + 1:
            after -= 1
            back += sizes[after - 1]
        start = after
    return out


def join(parts, length):
    """`parts`: (window, mentions, relations) each, counted from the window's first word; one result, counted in words of the
    sentence. Where two saw the same words the one speaks that saw them farther from its own cut."""
    if len(parts) == 1:
        return parts[0][1:]
    seen = [[look(window, m, length) for m in mentions] for window, mentions, _ in parts]
    owners, kept, stands = [None] * length, [], {}
    for one in sorted((s for part in seen for s in part), key=lambda s: (-s["depth"], -s["mention"][3])):
        start, end, kind, _ = one["mention"]
        holders = [o for o in owners[start:end] if o is not None]
        stands[id(one)] = one if not holders else next((o for o in holders if o["mention"][2] == kind), None)
        if not holders:
            owners[start:end] = [one] * (end - start)
            kept.append(one)
    kept.sort(key=lambda s: s["mention"][0])
    position = {id(s): i for i, s in enumerate(kept)}
    pairs = {}
    for part, (_, _, relations) in enumerate(parts):
        for h, t, kind, score in relations:
            first, second = seen[part][h], seen[part][t]
            head, tail = (position.get(id(stands[id(s)])) if stands[id(s)] else None for s in (first, second))
            if head is None or tail is None or head == tail:
                continue
            key, one = frozenset((head, tail)), (part, min(first["depth"], second["depth"]), (head, tail, kind, score))
            known = pairs.setdefault(key, [])
            if not known or one[1] > known[0][1]:
                pairs[key] = [one]
            elif known[0][0] == part and all(k[2][:3] != one[2][:3] for k in known):
                known.append(one)
    relations = [r for known in pairs.values() for *_, r in known]
    return [s["mention"] for s in kept], sorted(relations, key=lambda r: r[:2])


def look(window, mention, length):
    start, end = mention[0] + window[0], mention[1] + window[0]
    before = length if window[0] == 0 else start - window[0]
    after = length if window[1] == length else window[1] - end
    return {"mention": (start, end, *mention[2:]), "depth": min(before, after)}
