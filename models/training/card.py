"""A head's card: what it is, its data and their licences, its figures, as measured on the folder that is shipped."""
import argparse
import json
import os
from copy import copy
from pathlib import Path

import numpy as np

from bootstrap import f1
from calibrate import hits
from corpora import distinct_test, open_corpus
from curves import error, least_error
from facts import facts_line
from heads import MIX, MIX_AGAIN, nameless, open_head
from score import counts, line, score
from settings import settings
from shipped import Shipped, plain

DATA = {
    "news": "CoNLL04 train and dev (1,153 sentences of US news; no licence stated where it was found); sentences of Re-DocRED dev (repository MIT, Wikipedia text CC BY-SA) and KnowledgeNet folds 1 and 2 (CC BY-SA 4.0) in the terms of this schema (`models/training/mixture.py`). RSS-500 (N3, CC BY-NC-SA) trains nothing: without its labels, it sets this model's temperatures beside its twin's",
    "biomedical": "ADE (case reports; no licence stated where it was found) without fold {fold}, without overlapping entities and without the dev part of that fold, which fits the scores; and its sentences that state no effect, but for the last 1,000",
    "science": "SciERC train and dev (abstracts of computer science; no licence stated where it was found). CrossRE's sentences on artificial intelligence (repository GPL-3.0) train nothing: without their labels, they set this model's temperatures beside its twin's",
    "general": "Re-DocRED dev as sentences, without every tenth, which fits the scores (repository MIT, Wikipedia text CC BY-SA; relations of Wikidata, CC0) and KnowledgeNet folds 1 and 2 (CC BY-SA 4.0), annotated in part",
}
BARE = {"news": "Re-DocRED test, two names or more, none of its relations among them", "biomedical": "the last of ADE-NEG",
        "science": "SciERC test", "general": "Re-DocRED test, two names or more"}
TEST = {"news": "CoNLL04 test", "biomedical": "ADE, fold {fold}", "science": "SciERC test", "general": "Re-DocRED test"}
CORPUS = {"news": "conll04", "science": "scierc", "biomedical": "ade"}


def deviation(gold, found, symmetric) -> str:
    """Of the micro figures, in points: how far another draw of as many sentences would move them."""
    rng, rows = np.random.default_rng(1), counts(gold, found, symmetric)
    drawn = rng.integers(0, len(gold), (400, len(gold)))
    return " / ".join(f"{np.std([f1(np.asarray(rows[k])[d]) for d in drawn]):.1f}" for k in ("ner", "re", "reStrict"))


def percent(s, average):
    return " / ".join(f"{100 * s[k][average]['f1']:.1f}" for k in ("ner", "re", "reStrict"))


def with_all(model):
    """The same head, reporting relations of any score between the names it tells."""
    other = copy(model)
    other.calibration = model.calibration | {"threshold": model.calibration["threshold"] | {"relation": 0}}
    return other


def measure(model, head):
    outputs = [model.outputs(x.words)[1] for x in head.test]
    found = [plain(*model.decode(x.words, o)) for x, o in zip(head.test, outputs)]
    gold = [(x.entities, x.relations) for x in head.test]
    pairs = [f[2:] for f in hits(with_all(model), head.test, outputs)[1]]
    return score(gold, found, model.labels.symmetric), pairs, found


def false_facts(model, examples) -> str:
    """Of sentences that state none; also of those from the scores on at which 9 and 19 in 20 are right."""
    scores = [r[3] for x in examples for r in model.extract(x.words)[1]]
    rate = lambda least: f"{1000 * sum(s >= least for s in scores) / max(len(examples), 1):.0f}"
    shares = {k: v for k, v in model.calibration.get("shares", {}).items() if v is not None}
    return rate(0) + "".join(f", {rate(v)} from the score at which {round(20 * float(k))} in 20 are right" for k, v in shares.items())


def sure_from(shares) -> str:
    """In words: no score at all may be right so often."""
    if not shares:
        return "From which score on facts are right how often was not measured."
    return "; ".join(f"{round(20 * float(k))} in 20 are right " + ("from no score on" if v is None else f"from {v} on") for k, v in shares.items()) + "."


def decoding(system, calibration) -> str:
    """What dev, or where dev trains the model a model of its corpus alone, gained most by."""
    tags = {"spert": "spans by themselves", "table-sequence": "each word's best tag"}.get(system, "the best well-formed row of tags" if calibration.get("tags") == "path" else "each word's best tag")
    mention = calibration["threshold"]["mention"]
    # Written by hand where no twin said so.
    tags += f" ({calibration['tagsFrom']})" if "tagsFrom" in calibration else ""
    return tags + (f"; names from a score of {mention} on" if mention else "") + f"; facts from {calibration['threshold']['relation']} on"


def curve(pairs) -> str:
    """The calibration plot, as a row of a table: scores by tenths, and how many of them were right."""
    cells = []
    for b in range(10):
        own = [y for p, y in pairs if min(int(10 * p), 9) == b]
        cells.append(f"{sum(own)}/{len(own)}" if own else "–")
    return "| score | " + " | ".join(f"{b / 10:.1f}–" for b in range(10)) + " |\n|" + " --- |" * 11 + "\n| right | " + " | ".join(cells) + " |"


def card(where, system, model, head, fold, shared, epochs: tuple[int, int], some=0) -> tuple[str, dict]:
    """The card, and the scores in it."""
    name = where.split("/")[0]
    result, pairs, found = measure(model, head)
    gold = [(x.entities, x.relations) for x in head.test]
    mix, s = MIX[name], settings("tablert-cnn")
    recipe = (f"{epochs[0]} epochs for all heads together and {epochs[1]} again, of this one {mix.core:.0%} of its own sentences in each of the first and {MIX_AGAIN[name].core:.0%} in each of the second"
              f"{f' and {mix.extra:.0%} as many others' if mix.extra else ''}, batch {mix.batch}, rates {s.encoder_rate:g} (encoder) and {s.head_rate:g} (heads), "
              f"{s.warm:.0%} warm-up, linear decay, dropout 0.1 and 0.3, clipping {s.clip:g}, weight decay {s.decay:g}; words' vectors as published; seeds 1 and 2. `models/training/runs/shipped.sh`")
    lines = [f"# {model.folder_name}/{name}", "", f"- **System**: {system} over the shared encoder (all-MiniLM-L6-v2 with shapes of words, int8).",
             f"- **Data**: {DATA[name].format(fold=fold)}. No text of any corpus is in this folder.",
             f"- **Recipe**: {recipe}.",
             f"- **Decoding**: {decoding(system, model.calibration)}.",
             f"- **Types**: {', '.join(model.labels.entity_types)}; {len(model.labels.relation_types)} relations.", "", "## Figures", "",
             f"{len(head.test)} test sentences, F1 of NER / RE / RE+, as shipped (int8): micro **{line(result)}** (± {deviation(gold, found, model.labels.symmetric)} from the draw of sentences; one training), macro {percent(result, 'macro')}."]
    if name in CORPUS:
        corpus = open_corpus(CORPUS[name], shared, fold)
        kept = distinct_test(corpus, corpus.get("train,dev"))
        if len(kept) < len(head.test):
            aside = score([gold[i] for i in kept], [found[i] for i in kept], model.labels.symmetric)
            lines.append(f"Without the {len(head.test) - len(kept)} test sentences that the training part repeats: {line(aside)}.")
    if name == "general":
        lines.append(f"{facts_line(model, shared, some)}: only properties that a passage was judged for count.")
    lines.append(f"Facts reported in 1,000 sentences that state none: {false_facts(model, head.bare)} ({len(head.bare)} sentences: {BARE[name]}).")
    if name in ("news", "general"):
        lines.append(f"The same of plain prose without two names (presidents' speeches): {false_facts(model, nameless(shared)[1 :: 2][: some or None])}.")
    lines += ["", "| type | precision | recall | F1 | on test |", "| --- | --- | --- | --- | --- |"]
    for view, kinds in (("ner", model.labels.entity_types), ("reStrict", model.labels.relation_types)):
        own = lambda k: sum(k == e[-1] for x in head.test for e in (x.entities if view == "ner" else x.relations))
        lines += [f"| {k} | " + " | ".join(f"{100 * result[view]['perType'][k][m]:.1f}" for m in ("precision", "recall", "f1")) + f" | {own(k)} |" for k in kinds if own(k)]
    mean, most = least_error(pairs)
    lines += ["", "## Scores", "", f"Temperatures {json.dumps(model.calibration['temperature'])}; relations on test: calibration error **{error(pairs):.3f}** (ten bins of equal width, {len(pairs)} relations of any score; reported from {model.calibration['threshold']['relation']}). "
              f"Scores that were right to the last digit would show {mean:.3f} on so many relations, and up to {most:.3f} in 19 draws of 20. " + sure_from(model.calibration.get("shares", {})), "", curve(pairs), ""]
    return "\n".join(lines), result


def systems(folder, others, rows) -> str:
    """The default system, and the further ones over the same encoder, frozen: each with its `measure`."""
    dev = lambda where: json.loads(Path(folder, where, "calibration.json").read_text())["dev"]
    cells = [f"| {system} | {dev(where)} | {line(r)} | {error(pairs):.3f} ({least_error(pairs)[0]:.3f}) | {Path(folder, where, 'head.onnx').stat().st_size / 1e6:.1f} MB |" for where, system, (r, pairs, _) in rows]
    return "\n".join(["## Other systems", "", "NER / RE / RE+. Trained over the encoder of the head above, which stays as it is; dev by a twin that has not seen it. "
                      f"Best on dev (RE+): {max(others, key=lambda o: float(dev(o[0]).split(' / ')[2]))[1]}.", "",
                      "| system | dev | test | calibration error (of right scores) | size |", "| --- | --- | --- | --- | --- |", *cells, ""])


def figures(test, head, result) -> dict:
    """For the manifest: micro F1, 0 to 1, as lists of heads show it."""
    return {"test": test, "sentences": len(head.test)} | {name: round(result[key]["micro"]["f1"], 4) for name, key in (("ner", "ner"), ("re", "re"), ("strict", "reStrict"))}


def examples(folder, where) -> str:
    """Sentences of ours, and what the head makes of them: its failures too."""
    cases = json.loads(Path(folder, where, "golden.json").read_text())
    name = lambda c, i: c["text"].encode("utf-16-le")[2 * c["mentions"][i]["start"] : 2 * c["mentions"][i]["end"]].decode("utf-16-le")
    told = lambda c: "; ".join(f"{name(c, r['head'])} – {r['type']} – {name(c, r['tail'])} ({r['score']:.2f})" for r in c["relations"]) or "–"
    found = lambda c: ", ".join(f"{name(c, i)} ({m['type']})" for i, m in enumerate(c["mentions"])) or "–"
    row = lambda *cells: "| " + " | ".join(x.replace("|", "\\|") for x in cells) + " |"
    return "\n".join(["## Examples", "", "Sentences of ours, as this head reads them.", "", "| sentence | names | facts |", "| --- | --- | --- |", *(row(c["text"], found(c), told(c)) for c in cases), ""])


def main():
    a = argparse.ArgumentParser()
    a.add_argument("heads", nargs="+", help="HEAD=SYSTEM; the default system of each")
    a.add_argument("--others", nargs="*", default=[], help="HEAD/SYSTEM=SYSTEM; golden.py goes before this, its cases stand in the card")
    for name, default in (("--shared", os.environ.get("ESPALIER_SHARED", "../../../shared")), ("--folder", "work/out")):
        a.add_argument(name, default=default)
    a.add_argument("--fold", type=int, default=0)
    a.add_argument("--some", type=int, default=0)
    a.add_argument("--epochs", type=int, nargs=2, default=(10, 7), help="of the first training and of the second")
    a = a.parse_args()
    measured = {}
    for where, system in (h.split("=") for h in a.heads):
        model, head = Shipped(a.folder, where, system), open_head(where.split("/")[0], a.shared, "train", a.fold, a.some)
        model.folder_name = Path(a.folder).name
        text, result = card(where, system, model, head, a.fold, a.shared, a.epochs, a.some)
        own = [(where, system), *(o.split("=") for o in a.others if o.startswith(f"{where}/"))]
        rows = [(at, kind, measure(Shipped(a.folder, at, kind), head)) for at, kind in own] if own[1:] else []
        text += "\n" + (systems(a.folder, own, rows) + "\n" if rows else "") + examples(a.folder, where)
        test = TEST[where].format(fold=a.fold)
        measured |= {where: figures(test, head, result)} | {at: figures(test, head, r) for at, _, (r, *_) in rows}
        limits = Path(__file__).with_name("limits") / f"{where}.md"
        Path(a.folder, where, "card.md").write_text(text + ("\n" + limits.read_text() if limits.exists() else ""))
        print(text)
    told = Path(a.folder, "figures.json")  # heads may be measured one after the other
    before = json.loads(told.read_text()) if told.exists() else {}
    told.write_text(json.dumps(before | measured, indent=1))


if __name__ == "__main__":
    main()
