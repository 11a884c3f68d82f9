"""The papers' figures from our rows, into models/figures: layers, parameters against F1, cost, length bins. Only what was run."""
from pathlib import Path

from experiments.listing import EXPERIMENTS
from experiments.report import by_seed, length_bins, value
from experiments.svg import chart
from settings import MINILM

TARGET = Path(__file__).parents[2] / "figures"


def points(experiment, x_of, view, name_of):
    """Series from rows: the mean over seeds of one view."""
    out = {}
    for row in EXPERIMENTS[experiment].rows:
        found = by_seed(row, MINILM)
        if found and row.runs([1]):
            runs = [r for rs in found.values() for r in rs]
            y = sum(value(row, r, view) for r in runs) / len(runs)
            out.setdefault(name_of(row), []).append((x_of(row, runs[0]), y))
    return out


def layer(row, _run):
    return int(row.name.rsplit("= ", 1)[1])


def system(row):
    return row.name.rsplit(", l =", 1)[0]


def layers(view, experiment):
    return points(experiment, layer, view, system)


def bins():
    out = {}
    for row in EXPERIMENTS["S4"].rows:
        for rs in by_seed(row, MINILM).values():
            out[row.name] = [(k, f) for k, (_, f) in enumerate(length_bins(rs[0]))]
    return out


FIGURES = {
    "C2": lambda: chart("NER on CoNLL04 dev by layer", "layer l of MiniLM", "F1", layers("ner", "C2")),
    "C3": lambda: chart("RE+ on CoNLL04 dev by layer", "layer l of MiniLM", "F1", layers("reStrict", "C3")),
    "C4": lambda: chart("RE on CoNLL04 dev by trained parameters", "millions", "F1", points("C3", lambda _, r: r["parameters"]["trained"] / 1e6, "re", system)),
    "D3": lambda: chart("RE+ on CoNLL04 dev by layer", "layer l of MiniLM", "F1", layers("reStrict", "D3")),
    "D3-cost": lambda: chart("Training time by layer", "layer l of MiniLM", "minutes", cost()),
    "S4": lambda: chart("RE+ by length of sentence: under 20, 20–34, 35–50, over 50 words", "bin", "F1", bins()),
}


def cost():
    out = {}
    for row in (row for row in EXPERIMENTS["D3"].rows if row.runs([1])):
        for rs in by_seed(row, MINILM).values():
            out.setdefault(system(row), []).append((layer(row, None), rs[0]["seconds"] / 60))
    return out


def main():
    TARGET.mkdir(exist_ok=True)
    for name, draw in FIGURES.items():
        try:
            (TARGET / f"{name}.svg").write_text(draw())
        except ValueError:  # no point to draw
            print(f"{name}: not run")


if __name__ == "__main__":
    main()
