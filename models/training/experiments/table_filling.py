"""Experiments on TablERT and TablERT-CNN: 000 (English paper) and 002."""
from experiments.row import DEV, Experiment, Row, corpus_rows

# 000 T3 and T4: NER/RE on dev by layer of BERT-base; rows beyond an encoder's depth are not shown.
LAYERS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12)
T3 = {
    ("spert", True): {0: "27.4/3.0", 1: "30.9/3.3", 2: "32.1/3.7", 4: "36.5/4.6", 6: "41.0/7.8", 8: "40.6/6.0", 10: "37.2/5.8", 12: "8.0/0.0"},
    ("spert", False): {0: "51.0/16.4", 1: "70.7/35.4", 2: "79.9/49.6", 4: "85.4/64.7", 6: "85.9/67.2", 8: "86.9/69.3", 10: "86.5/70.2", 12: "87.7/69.1"},
    ("tablert", True): {0: "62.4/28.8", 1: "68.0/37.4", 2: "74.8/39.3", 4: "78.6/47.1", 6: "81.4/53.0", 8: "82.0/54.0", 10: "81.5/55.9", 12: "80.2/51.7"},
    ("tablert", False): {0: "66.9/36.0", 1: "78.2/47.9", 2: "84.1/60.9", 4: "87.4/66.5", 6: "88.7/71.3", 8: "88.2/70.5", 10: "88.5/71.0", 12: "88.5/70.7"},
    ("tablert-cnn", True): {0: "80.3/53.5", 1: "81.1/54.8", 2: "83.1/57.6", 4: "85.1/64.4", 6: "86.6/66.2", 8: "86.2/67.1", 10: "86.0/64.4", 12: "85.9/61.5"},
    ("tablert-cnn", False): {0: "80.5/54.0", 1: "83.7/59.9", 2: "85.6/62.3", 4: "87.0/67.8", 6: "88.4/70.6", 8: "88.4/70.3", 10: "88.3/70.1", 12: "88.0/70.6"},
}


def layer_rows(systems) -> list[Row]:
    """Without shapes of words: the encoder alone is what is studied."""
    out = []
    for system, frozen in systems:
        for layer in LAYERS:
            given = {"system": system, "frozen": frozen, "layer": layer, "shapes": False} | DEV
            paper = T3.get((system, frozen), {}).get(layer, "–")
            out.append(Row(f"{system}, {'frozen' if frozen else 'trained'}, l = {layer}", given, paper))
    return out


CNN = {"system": "tablert-cnn"}
C1 = Experiment("C1", "Main table (000 T2, 002 T1)", "a tie: CNN ahead by at most 0.6 on CoNLL04, behind by 0.1–0.2 on ADE, by about 1 RE on ACE05", [
    *corpus_rows("tablert", {"conll04": "90.2/72.8/72.6", "ade": "89.9/80.6/80.6", "ace05": "87.6/66.2/62.6", "scierc": "–"}),
    *corpus_rows("tablert-cnn", {"conll04": "90.5/73.2/73.2", "ade": "89.7/80.5/80.5", "ace05": "87.8/65.0/61.8", "scierc": "–"}),
])
STUDY = layer_rows(T3)
C2 = Experiment("C2", "Layers (000 T3): NER on dev", "rises to l = 6–8, then flat; frozen drops at 10–12; frozen order CNN > TablERT >> SpERT", STUDY)
C3 = Experiment("C3", "Layers (000 T4): RE on dev; the runs of C2", "as C2 with larger gaps; SpERT frozen 0–8", STUDY)
C4 = Experiment("C4", "RE on dev against trained parameters (000 Fig 3); the runs of C2", "the CNN's curve lies left: models/figures/C4.svg", STUDY, told=False)
C5 = Experiment("C5", "Shape of the CNN (000 A), dev", "k = 3, L = 2, h = 512 on CoNLL04", [
    Row("k = 3, L = 2, h = 512", CNN | DEV, "best"),
    *(Row(name, CNN | DEV | {"options": options}) for name, options in (
        ("k = 1, L = 2, h = 512", {"kernel": 1}), ("k = 5, L = 2, h = 512", {"kernel": 5}), ("k = 3, L = 2, h = 256", {"hidden": [256]}),
        ("k = 3, L = 1", {"hidden": []}), ("k = 3, L = 3, h = 512, 256", {"hidden": [512, 256]}))),
])
C6 = Experiment("C6", "TablERT, relation cells one after another (000 §2.2, a claim without figures)", "no gain", [
    Row("all at once", {"system": "tablert"} | DEV), Row("near pairs first", {"system": "tablert-ordered"} | DEV),
])
C7 = Experiment("C7", "Decode rule, on the runs of C1 (TablERT-CNN, CoNLL04)", "within 0.5 of each other", [
    Row({"last": "cell of the two last words", "union": "union of all cells", "sum": "sum over the block"}[rule], CNN, rule=rule, seeds=3) for rule in ("last", "union", "sum")
])
C8 = Experiment("C8", "Border of the table", "equal within seed noise", [
    Row("open, factorised", CNN, seeds=3),
    *(Row(f"{border}, dense", {"system": "tablert-cnn-dense", "options": {"border": border}}, seeds=3) for border in ("open", "zero", "padded")),
    Row("open, factorised, on dev", CNN | DEV),
    *(Row(f"{border}, dense, on dev", {"system": "tablert-cnn-dense", "options": {"border": border}} | DEV) for border in ("open", "zero", "padded")),
])
EXPERIMENTS = [C1, C2, C3, C4, C5, C6, C7, C8]
