"""Decoding as the product does it: outputs of one sentence to mentions [(from, to, type, score)] and relations
[(head, tail, type, score)], with temperatures, isotonic points and thresholds. The reference of engine/extract/decode-*.ts.

A mention's score is the lowest calibrated probability of its words; a relation's its own times both mentions'. Sums in float64.
A label that may not be said (a relation between types the schema does not give it, a type that is `off`) cannot win; the next
best may, with the probability it has among all labels. Label 0 (O, no relation, no span) is always allowed.
"""
import numpy as np

from decoders.path import best_path
from decoders.upper_triangle import softmax
from labels import bio_spans, spans

LEAST = 0.4  # SpERT's threshold, before any calibration
NOTHING = {"entityTypes": [], "relationTypes": []}  # switched off


def isotonic(score: float, kind: str, calibration) -> float:
    """Rising points [score, share right], joined by straight lines; a type without points keeps its score."""
    points = calibration.get("isotonic", {}).get(kind)
    return float(np.interp(score, *zip(*points))) if points else score


def fits(definition, head: str, tail: str) -> bool:
    return (not definition["head"] or head in definition["head"]) and (not definition["tail"] or tail in definition["tail"])


def best(logits, allowed):
    """Index of the best allowed label of each row."""
    return np.where(allowed, np.asarray(logits, dtype=np.float64), -np.inf).argmax(-1)


def wanted(parts, schema, off):
    """Of 0 and then `parts` labels for each entity type: those whose type is on."""
    return [True] + [t not in off["entityTypes"] for t in schema["entityTypes"] for _ in range(parts)]


def legal(k, head, tail, schema, off):
    """May relation type k hold between these types of mentions?"""
    definition = schema["relationTypes"][k]
    return definition["name"] not in off["relationTypes"] and fits(definition, head, tail)


def tagged(find, parts, logits, schema, calibration, off):
    p, open_ = softmax(logits, calibration["temperature"]["tags"]), wanted(parts, schema, off)
    tags = np.array(best_path(logits, np.array(open_)), dtype=int) if parts == 4 and calibration.get("tags") == "path" else best(logits, open_)
    sure = p[np.arange(len(tags)), tags]
    all_ = [(s, e, schema["entityTypes"][k], float(sure[s:e].min())) for s, e, k in find(tags.tolist())]
    return [m for m in all_ if m[3] >= calibration["threshold"]["mention"]]


def relation(head, tail, k, p, mentions, schema, calibration):
    """The relation as a list of one, or of none."""
    kind = schema["relationTypes"][k]["name"]
    score = isotonic(p * mentions[head][3] * mentions[tail][3], kind, calibration)
    return [(head, tail, kind, score)] if score >= calibration["threshold"]["relation"] else []


def upper_triangle(outputs, schema, calibration, off=NOTHING):
    mentions = tagged(spans, 4, outputs["tag_logits"][0], schema, calibration, off)
    at, out = {m[1] - 1: i for i, m in enumerate(mentions)}, []
    for (_, i, j), logits in zip(outputs["cells"], outputs["relation_logits"]):
        if int(i) not in at or int(j) not in at:
            continue
        first, second = at[int(i)], at[int(j)]
        ways = [(mentions[a][2], mentions[b][2]) for a, b in ((first, second), (second, first))]
        label = int(best(logits, [True] + [legal(k, *way, schema, off) for k in range(len(schema["relationTypes"])) for way in ways]))
        if label:
            k, backward = divmod(label - 1, 2)
            p = float(softmax(logits, calibration["temperature"]["relations"])[label])
            out += relation(*((second, first) if backward else (first, second)), k, p, mentions, schema, calibration)
    return mentions, out


def whole_table(outputs, schema, calibration, off=NOTHING):
    """Types that are not legal between the two types of a pair cannot win; what mass they have is not given to "none" either."""
    mentions = tagged(bio_spans, 2, outputs["tag_logits"][0], schema, calibration, off)
    p, out = softmax(outputs["relation_logits"][0], calibration["temperature"]["relations"]), []
    for h, (a, b, x, _) in enumerate(mentions):
        for t, (c, d, y, _) in enumerate(mentions):
            if h != t:
                forth, back = (z.reshape(-1, z.shape[-1]).sum(0) for z in (p[a:b, c:d], p[c:d, a:b]))
                mass, whole = forth[1::2] + back[2::2], 2 * (b - a) * (d - c)
                k = int(best(mass, [legal(k, x, y, schema, off) for k in range(len(mass))]))
                if legal(k, x, y, schema, off) and mass[k] > whole - mass.sum():
                    out += relation(h, t, k, float(mass[k]) / whole, mentions, schema, calibration)
    return mentions, out


def span_pairs(outputs, schema, calibration, off=NOTHING):
    """Of overlapping spans the surer stays, at a tie the one that begins first; relations of the others go."""
    logits, found = outputs["span_logits"], []
    for m, (_, s, e) in enumerate(outputs["spans"]):
        label = int(best(logits[m], wanted(1, schema, off)))
        score = float(softmax(logits[m], calibration["temperature"]["tags"])[label])
        if label and score >= calibration["threshold"]["mention"]:
            found.append((m, (int(s), int(e), schema["entityTypes"][label - 1], score)))
    kept = []
    for one in sorted(found, key=lambda f: (-f[1][3], f[1][0])):
        if all(k[1] <= one[1][0] or one[1][1] <= k[0] for _, k in kept):
            kept.append(one)
    kept.sort(key=lambda f: f[1][0])
    at, mentions, out = {m: i for i, (m, _) in enumerate(kept)}, [k for _, k in kept], []
    sigmoid = lambda x: 1 / (1 + np.exp(-np.float64(x)))
    for (h, t), row in zip(outputs["pairs"], outputs["relation_logits"]):
        if int(h) in at and int(t) in at:
            for k, logit in enumerate(row):
                if sigmoid(logit) >= LEAST and legal(k, mentions[at[int(h)]][2], mentions[at[int(t)]][2], schema, off):
                    p = float(sigmoid(logit / np.float64(calibration["temperature"]["relations"])))
                    out += relation(at[int(h)], at[int(t)], k, p, mentions, schema, calibration)
    return mentions, out


DECODERS = {"tablert": upper_triangle, "tablert-cnn": upper_triangle, "dytnet": upper_triangle,
            "table-sequence": whole_table, "spert": span_pairs}
