"""Experiments on DYTNet: 003."""
from fractions import Fraction

from experiments.row import DEV, Experiment, Row, corpus_rows
from experiments.table_filling import LAYERS

D1 = Experiment("D1", "Main table (003 T3)", "claimed RE+ 3.0 above TablERT-CNN on CoNLL04; no program or second source seen", [
    *corpus_rows("dytnet", {"conll04": "90.7/76.8/76.2", "ade": "90.1/83.3/81.2", "ace05": "89.8/69.7/67.2", "scierc": "–"}),
])


def cut(system: str, layer):
    return {"system": system, "layer": layer}


FEW = Fraction(5, 12)  # of the encoder's layers: 5 of BERT-base, 3 of MiniLM


D2 = Experiment("D2", "Half the layers (003 T4, T5: 12 against 5; here 6 against 3)", "cost linear in layers, F1 about equal", [
    Row("dytnet, all layers", cut("dytnet", None), "90.7/76.8/76.2, 27.28 G, 1.89 h, 79.7 % memory", seeds=3),
    Row("dytnet, half", cut("dytnet", FEW), "89.3/76.8/76.8, 16.63 G, 1.31 h, 66.4 % (in its text 21.63 G, 1.398 h, 67.8 %)"),
    Row("spert, all layers", cut("spert", None), "88.9/–/71.5, 22.50 G, 1.51 h, 70.3 %", seeds=3), Row("spert, half", cut("spert", FEW)),
])
D3 = Experiment("D3", "Layers (003 Fig 4, 5): RE and RE+ on dev; SpERT from C2", "DYTNet peaks or levels at 4–5 of 12, SpERT keeps rising", [
    *(Row(f"dytnet, l = {layer}", cut("dytnet", layer) | {"shapes": False} | DEV) for layer in LAYERS),
    *(Row(f"spert, l = {layer}", cut("spert", layer) | {"shapes": False} | DEV) for layer in LAYERS),
])
D4 = Experiment("D4", "Kernels of DYTNet (ours), dev", "K = 1 is TablERT-CNN", [
    Row("K = 4", {"system": "dytnet"} | DEV),
    *(Row(f"K = {k}", {"system": "dytnet", "options": {"experts": k}} | DEV) for k in (1, 2, 8)),
    Row("K = 4, uniform kernels", {"system": "dytnet", "options": {"frozen_kernels": True}} | DEV),
    Row("K = 4, second mixture from the diagonal", {"system": "dytnet", "options": {"pooling": "diagonal"}} | DEV),
    Row("TablERT-CNN", {"system": "tablert-cnn"} | DEV),
])
EXPERIMENTS = [D1, D2, D3, D4]
