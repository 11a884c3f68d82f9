"""Golden cases of a head: sentences of ours → tokens → logits → mentions and relations. Both languages must agree with them."""
import argparse
import json
from pathlib import Path

from shipped import Shipped, rounded


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def tokens(line: str):
    """A space or `|` ends a token; `|` is not part of the text. Spans are half open, in UTF-16 units."""
    text, spans = "", []
    for chunk in line.split(" "):
        text += " " if text else ""
        for token in chunk.split("|"):
            spans.append([utf16(text), utf16(text) + utf16(token)])
            text += token
    return text, spans, line.replace("|", " ").split(" ")


NAMES = {"tag_logits": "tagLogits", "relation_logits": "relationLogits", "span_logits": "spanLogits"}


def case(model: Shipped, line: str) -> dict:
    text, spans, words = tokens(line)
    pieces, outputs = model.outputs(words)
    mentions, relations = model.decode(words, outputs)
    if "cells" in outputs:
        outputs["cells"] = outputs["cells"][:, 1:]  # the batch is one sentence
    outputs = {k: v[0] if v.ndim > 2 else v for k, v in outputs.items()}
    return {
        "text": text, "tokens": spans, "pieces": pieces, **{NAMES.get(k, k): rounded(v) for k, v in outputs.items()},
        "mentions": [{"start": spans[s][0], "end": spans[e - 1][1], "type": k, "score": round(p, 3)} for s, e, k, p in mentions],
        "relations": [{"head": h, "tail": t, "type": k, "score": round(p, 3)} for h, t, k, p in relations],
    }


def main():
    a = argparse.ArgumentParser()
    for name, default in (("--folder", "../minilm"), ("--head", "news"), ("--decoder", "tablert-cnn")):
        a.add_argument(name, default=default)
    a = a.parse_args()
    model = Shipped(a.folder, a.head, a.decoder)
    lines = Path(__file__).with_name("golden").joinpath(f"{a.head.split('/')[0]}.txt").read_text().splitlines()
    cases = [case(model, line) for line in lines]
    rows = ",\n".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in cases)
    Path(a.folder, a.head, "golden.json").write_text(f"[\n{rows}\n]\n")
    for c in cases:
        name = lambda i: c["text"].encode("utf-16-le")[2 * c["mentions"][i]["start"] : 2 * c["mentions"][i]["end"]].decode("utf-16-le")
        print(c["text"], "|", [(name(i), m["type"], m["score"]) for i, m in enumerate(c["mentions"])], [(name(r["head"]), r["type"], name(r["tail"]), r["score"]) for r in c["relations"]])


if __name__ == "__main__":
    main()
