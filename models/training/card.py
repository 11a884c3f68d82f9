"""A head's card: what it is, its data and their licences, its figures, as measured on the folder that is shipped."""
import argparse
import json
import os
from pathlib import Path

from calibrate import error, hits
from corpora import distinct_test, open_corpus
from heads import open_head
from score import line, score
from shipped import Shipped, plain

DATA = {
    "news": "CoNLL04 train and dev (1,153 sentences of US news; no licence stated where it was found); sentences of Re-DocRED dev (repository MIT, Wikipedia text CC BY-SA) and KnowledgeNet folds 1 and 2 (CC BY-SA 4.0) in the terms of this schema (`models/training/mixture.py`)",
    "biomedical": "ADE (case reports; no licence stated where it was found) without fold {fold} and without overlapping entities, and its sentences that state no effect, but for the last 1,000",
    "science": "SciERC train and dev (abstracts of computer science; no licence stated where it was found)",
    "general": "Re-DocRED dev as sentences (repository MIT, Wikipedia text CC BY-SA; relations of Wikidata, CC0) and KnowledgeNet folds 1 and 2 (CC BY-SA 4.0), annotated in part",
}
CORPUS = {"news": "conll04", "science": "scierc", "biomedical": "ade"}


def percent(s, average):
    return " / ".join(f"{100 * s[k][average]['f1']:.1f}" for k in ("ner", "re", "reStrict"))


def measure(model, head):
    outputs = [model.outputs(x.words)[1] for x in head.test]
    found = [plain(*model.decode(x.words, o)) for x, o in zip(head.test, outputs)]
    gold = [(x.entities, x.relations) for x in head.test]
    types = model.labels.entity_types, model.labels.relation_types
    pairs = [p for ps in hits(model, head.test, outputs)[1].values() for p in ps]
    false = sum(len(model.extract(x.words)[1]) for x in head.bare)
    return score(gold, found, *types), pairs, 1000 * false / max(len(head.bare), 1), found


def curve(pairs) -> str:
    """The calibration plot, as a row of a table: scores by tenths, and how many of them were right."""
    cells = []
    for b in range(10):
        own = [y for p, y in pairs if min(int(10 * p), 9) == b]
        cells.append(f"{sum(own)}/{len(own)}" if own else "–")
    return "| score | " + " | ".join(f"{b / 10:.1f}–" for b in range(10)) + " |\n|" + " --- |" * 11 + "\n| right | " + " | ".join(cells) + " |"


def card(where, system, model, head, fold, shared) -> str:
    name = where.split("/")[0]
    result, pairs, false, found = measure(model, head)
    lines = [f"# {model.folder_name}/{name}", "", f"- **System**: {system} over the shared encoder (all-MiniLM-L6-v2 with shapes of words, int8).",
             f"- **Data**: {DATA[name].format(fold=fold)}. No text of any corpus is in this folder.",
             f"- **Types**: {', '.join(model.labels.entity_types)}; {len(model.labels.relation_types)} relations.", "", "## Figures", "",
             f"{len(head.test)} test sentences, F1 of NER / RE / RE+, as shipped (int8): micro **{line(result)}**, macro {percent(result, 'macro')}."]
    if name in CORPUS:
        corpus = open_corpus(CORPUS[name], shared, fold)
        kept = distinct_test(corpus, corpus.get("train,dev"))
        if len(kept) < len(head.test):
            gold = [(head.test[i].entities, head.test[i].relations) for i in kept]
            aside = score(gold, [found[i] for i in kept], model.labels.entity_types, model.labels.relation_types)
            lines.append(f"Without the {len(head.test) - len(kept)} test sentences that the training part repeats: {line(aside)}.")
    lines += [f"Facts reported in 1,000 sentences that state none: {false:.0f} ({len(head.bare)} sentences).", "", "## Scores", "",
              f"Temperatures {json.dumps(model.calibration['temperature'])}; relations on test: calibration error {error(pairs):.3f} (ten bins).", "", curve(pairs), ""]
    return "\n".join(lines)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("heads", nargs="+", help="HEAD=SYSTEM; the default system of each")
    for name, default in (("--shared", os.environ.get("ESPALIER_SHARED", "../../../shared")), ("--folder", "work/out")):
        a.add_argument(name, default=default)
    a.add_argument("--fold", type=int, default=0)
    a.add_argument("--some", type=int, default=0)
    a = a.parse_args()
    for where, system in (h.split("=") for h in a.heads):
        model, head = Shipped(a.folder, where, system), open_head(where.split("/")[0], a.shared, "train", a.fold, a.some)
        model.folder_name = Path(a.folder).name
        text = card(where, system, model, head, a.fold, a.shared) if not a.some else f"# {where}\n\nA trial on {a.some} sentences.\n"
        if a.some:
            print(measure(model, head)[2])
        limits = Path(__file__).with_name("limits") / f"{where}.md"
        Path(a.folder, where, "card.md").write_text(text + ("\n" + limits.read_text() if limits.exists() else ""))
        print(text)


if __name__ == "__main__":
    main()
