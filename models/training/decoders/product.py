"""Decoding as the product does it: outputs of one sentence to mentions [(from, to, type, score)] and relations
[(head, tail, type, score)], with temperatures, isotonic points and thresholds. The reference of engine/extract/decode-*.ts.

A mention's score is the lowest calibrated probability of its words; a relation's its own times both mentions'. Relations
between types that never were its arguments in training are dropped. Sums in float64.
"""
import numpy as np

from decoders.upper_triangle import softmax
from labels import bio_spans, spans

LEAST = 0.4  # SpERT's threshold, before any calibration


def isotonic(score: float, kind: str, calibration) -> float:
    """Rising points [score, share right], joined by straight lines; a type without points keeps its score."""
    points = calibration.get("isotonic", {}).get(kind)
    return float(np.interp(score, *zip(*points))) if points else score


def fits(definition, head: str, tail: str) -> bool:
    return (not definition["head"] or head in definition["head"]) and (not definition["tail"] or tail in definition["tail"])


def tagged(find, logits, schema, calibration):
    p = softmax(logits, calibration["temperature"]["tags"]).max(-1)
    all_ = [(s, e, schema["entityTypes"][k], float(p[s:e].min())) for s, e, k in find(logits.argmax(-1).tolist())]
    return [m for m in all_ if m[3] >= calibration["threshold"]["mention"]]


def relation(head, tail, k, p, mentions, schema, calibration):
    """The relation as a list of one, or of none."""
    definition, a, b = schema["relationTypes"][k], mentions[head], mentions[tail]
    if not fits(definition, a[2], b[2]):
        return []
    score = isotonic(p * a[3] * b[3], definition["name"], calibration)
    return [(head, tail, definition["name"], score)] if score >= calibration["threshold"]["relation"] else []


def upper_triangle(outputs, schema, calibration):
    mentions = tagged(spans, outputs["tag_logits"][0], schema, calibration)
    at, out = {m[1] - 1: i for i, m in enumerate(mentions)}, []
    for (_, i, j), logits in zip(outputs["cells"], outputs["relation_logits"]):
        label = int(logits.argmax())
        if label and int(i) in at and int(j) in at:
            first, second = at[int(i)], at[int(j)]
            k, backward = divmod(label - 1, 2)
            p = float(softmax(logits, calibration["temperature"]["relations"])[label])
            out += relation(*((second, first) if backward else (first, second)), k, p, mentions, schema, calibration)
    return mentions, out


def whole_table(outputs, schema, calibration):
    mentions = tagged(bio_spans, outputs["tag_logits"][0], schema, calibration)
    p, out = softmax(outputs["relation_logits"][0], calibration["temperature"]["relations"]), []
    for h, (a, b, *_) in enumerate(mentions):
        for t, (c, d, *_) in enumerate(mentions):
            if h != t:
                forth, back = (x.reshape(-1, x.shape[-1]).sum(0) for x in (p[a:b, c:d], p[c:d, a:b]))
                mass, whole = forth[1::2] + back[2::2], 2 * (b - a) * (d - c)
                k = int(mass.argmax())
                if mass[k] > whole - mass.sum():
                    out += relation(h, t, k, float(mass[k]) / whole, mentions, schema, calibration)
    return mentions, out


def span_pairs(outputs, schema, calibration):
    """Of overlapping spans the surer stays, at a tie the one that begins first; relations of the others go."""
    logits, found = outputs["span_logits"], []
    for m, (_, s, e) in enumerate(outputs["spans"]):
        label = int(logits[m].argmax())
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
                if sigmoid(logit) >= LEAST:
                    p = float(sigmoid(logit / np.float64(calibration["temperature"]["relations"])))
                    out += relation(at[int(h)], at[int(t)], k, p, mentions, schema, calibration)
    return mentions, out


DECODERS = {"tablert": upper_triangle, "tablert-cnn": upper_triangle, "dytnet": upper_triangle,
            "table-sequence": whole_table, "spert": span_pairs}
