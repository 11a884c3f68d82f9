"""Experiments on SpERT: 004. Its relation figure is RE+ on CoNLL04 and ADE, RE on SciERC."""
from experiments.row import DEV, FOLDS, Experiment, Row, corpus_rows


def option(name, paper="–", average="macro", **options):
    return Row(name, {"system": "spert", "options": options} | DEV, paper, average=average)


S1 = Experiment("S1", "Main table (004 T1)", "SciBERT +4.4 on SciERC; overlap -0.4 on ADE", [
    *corpus_rows("spert", {"conll04": "88.9/–/71.5", "ade-sentences": "89.3/–/79.2", "ade-full": "89.3/–/78.8", "scierc": "67.6/46.4/–; 70.3/50.8/– (SciBERT)"}),
    Row("spert, conll04, macro", {"system": "spert"}, "86.3/–/72.9", average="macro", seeds=3),
])
S2 = Experiment("S2", "Negative samples (004 Fig 2), dev micro", "steeply up from about 10, then flat", [
    *(Row(f"N = {n}, {c}", {"system": "spert", "corpus": c} | ({"options": {"negatives": n}} if n != 100 else {}) | DEV, {(1, "conll04"): "–/–/10.5", (1, "scierc"): "–/9.7/–"}.get((n, c), "–"))
      for c in ("conll04", "scierc") for n in (1, 5, 10, 20, 50, 100, 200)),
])
S3 = Experiment("S3", "Weak negatives (004 §4.2), dev micro; the paper's recall 84.4, precision 4.3", "recall high, precision collapses", [
    option("strong", average="micro"), option("weak, no span filtered out (NER: names and ends of facts)", average="micro", weak=True),
])
S4 = Experiment("S4", "Context (004 Fig 3), dev macro; by length of sentence RE+ micro, macro in the paper, which tells that of sentences over 50 words", "local best, most on long sentences", [
    option("local", "–/–/71.0; > 50: 57.3"), option("full", "–/–/65.8; > 50: 44.9", context="full"), option("classifier token", "–/–/63.9; > 50: 38.5", context="cls"),
])
S5 = Experiment("S5", "Pre-training (004 T2), dev macro", "-17/-29, then -33/-46", [
    option("full", "84.0/–/71.0"),
    Row("layers from scratch", {"system": "spert", "scratch": "layers"} | DEV, "67.1/–/41.6", average="macro"),
    Row("layers and embeddings from scratch", {"system": "spert", "scratch": "all"} | DEV, "50.8/–/25.2", average="macro"),
])
S6 = Experiment("S6", "Pooling (004 T3), dev macro", "max > sum >> average", [
    option("max", "84.0/–/71.0"), option("sum", "80.3/–/68.2", pooling="sum"), option("average", "69.2/–/44.8", pooling="average"),
])
S7 = Experiment("S7", "Relations between overlapping entities of ADE (004 §4.1: 65 of 120 found)", "about half; table systems none", [
    Row("spert, ade-full", {"system": "spert", "corpus": "ade-full"}, "54 %", FOLDS, "macro"),
])
EXPERIMENTS = [S1, S2, S3, S4, S5, S6, S7]
