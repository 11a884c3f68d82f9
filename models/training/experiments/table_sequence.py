"""Experiments on Table-Sequence encoders: 001. All but T1 are on ACE05 there; here on CoNLL04 dev, where it can be had. Its
encoder is ALBERT-xxlarge wherever it names none (6.2, C), and "BERT" is the large one."""
from experiments.row import Experiment, Row, corpus_rows

ON_DEV = {"system": "table-sequence", "test": "dev"}


def row(name, paper="–", **given):
    return Row(name, ON_DEV | given, paper)


def option(name, paper="–", **options):
    return row(name, paper, options=options)


T1 = Experiment("T1", "Main table (001 T1)", "RE+ above SpERT; macro NER below micro, macro RE above", [
    *corpus_rows("table-sequence", {"conll04": "90.1/73.8/73.6 (ALBERT-xxlarge)", "ade-sentences": "89.7/80.1/80.1 (ALBERT-xxlarge)", "ace05": "89.5/67.6/64.3 (ALBERT-xxlarge)", "scierc": "–"}),
    Row("table-sequence, conll04, macro", {"system": "table-sequence"}, "86.9/75.8/75.4 (ALBERT-xxlarge)", average="macro", seeds=3),
    Row("table-sequence, conll04, H = 64, 12 epochs", {"system": "table-sequence", "epochs": 12, "options": {"hidden": 64}}),
])
T2 = Experiment("T2", "Attention weights as cell features (001 T2, ACE05)", "they add 1.4–2.6 RE, most for BERT", [
    row("with", "88.2/67.4 (BERT-large)"), row("without", "87.8/64.8 (BERT-large)", attention=False),
])
T3 = Experiment("T3", "Ablations (001 T3, ACE05, ALBERT-xxlarge: NER/RE/RE between gold spans)", "no interaction loses 1.3 NER and 1.3 RE", [
    option("default", "89.5/67.6/70.4"),
    option("no relation loss", "89.4/–/–", relation_loss=False),
    option("no table encoder", "88.4/–/–", tabled=False),
    option("no entity loss", "–/–/69.8", entity_loss=False),
    option("no sequence encoder", "–/–/69.2", sequence=False),
    option("no interaction", "88.2/66.3/69.2", guided=False),
    option("NER on the diagonal", "89.4/67.1/70.2", diagonal=True),
    option("the same, no sequence encoder", "88.6/67.0/70.2", diagonal=True, sequence=False),
])
PAPER_T4 = {(1, True): "89.2/66.0", (2, True): "89.5/67.0", (3, True): "89.3/67.3", (4, True): "89.7/67.6", (5, True): "89.6/67.6",
            (1, False): "89.2/66.0", (2, False): "89.5/67.1", (3, False): "89.5/67.6", (4, False): "89.6/67.7", (5, False): "89.6/67.7"}
PAPER_SIZE = (2.2, 1.9, 3.2, 4.5, 5.7, 7.0)  # millions of parameters above the language model: shared, then by layers
T4 = Experiment("T4", "Layers, shared or own weights (001 T4, ACE05, ALBERT-xxlarge)", "RE +1.6 from 1 to 3 layers, then flat", [
    option(f"L = {n}, {'shared' if shared else 'own'}", f"{paper}, {PAPER_SIZE[0 if shared else n]} M", layers=n, shared=shared) for (n, shared), paper in PAPER_T4.items()
])
DOWN, UP, RIGHT, LEFT = [0, 0], [1, 1], [0, 1], [1, 0]  # rows and columns turned round, or not
ALL, ROWS, COLUMNS, PLANE = ["layer", "row", "col"], ["layer", "row"], ["layer", "col"], ["row", "col"]
T5 = Experiment("T5", "Directions of the MD-GRU (001 T5, T8, ACE05, ALBERT-xxlarge)", "layer only far behind; one direction -0.7; four as good as two", [
    option("layer+ only", "89.3/63.9", uses=["layer"], flips=[DOWN]),
    option("layer+row+col+", "89.6/66.9", flips=[DOWN]),
    option("layer+row+col−", "89.4/66.3", flips=[RIGHT]),
    option("layer+row−col−", "89.6/66.9", flips=[UP]),
    option("layer+row−col+", "89.4/66.7", flips=[LEFT]),
    option("row+ ; row−", "89.5/67.2", uses=ROWS),
    option("col+ ; col−", "89.3/67.4", uses=COLUMNS),
    option("row+col+ ; row−col−, no layer", "89.3/66.7", uses=PLANE),
    option("layer+row+col+ ; layer+row−col− (default)", "89.5/67.6"),
    option("layer+row+col− ; layer+row−col+", "89.7/67.4", flips=[RIGHT, LEFT]),
    option("all four", "89.7/67.6", flips=[DOWN, UP, RIGHT, LEFT]),
])
T6 = Experiment("T6", "A CNN as table encoder (001 T8, ACE05, ALBERT-xxlarge)", "-1.4 at best (3 x 3), faster", [
    option("MD-GRU", "89.5/67.6"), *(option(f"CNN {k}×{k}", p, table=f"cnn{k}") for k, p in ((1, "89.3/64.7"), (3, "89.3/66.2"), (5, "89.3/65.8"))),
    row("MD-GRU, H = 64, 12 epochs", epochs=12, options={"hidden": 64}), row("CNN 3×3, H = 64, 12 epochs", epochs=12, options={"hidden": 64, "table": "cnn3"}),
])
T7 = Experiment("T7", "What stands in the table (001 T9, ACE05, ALBERT-xxlarge)", "whole + whole entities + directed best; a triangle -1.8", [
    option("lower triangle, last words, directed", "89.2/65.9", region="lower", cells="last"),
    option("upper triangle, last words, directed", "89.2/65.8", region="upper", cells="last"),
    option("whole, last words, undirected", "89.4/65.1", cells="last", directed=False),
    option("whole, whole entities, undirected", "89.3/65.8", directed=False),
    option("whole, last words, directed", "89.6/67.1", cells="last"),
    option("whole, whole entities, directed", "89.5/67.6"),
])
T8 = Experiment("T8", "Layer by layer (001 Fig 6, 7, 9): the run of T3's default; NER/RE/RE+ and attention on gold pairs", "rising with depth; table-guided attention above the encoder's", [
    option("layer by layer"),
])
EXPERIMENTS = [T1, T2, T3, T4, T5, T6, T7, T8]
