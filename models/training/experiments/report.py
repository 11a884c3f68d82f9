"""models/RESULTS.md from the result files: one table an experiment, "not run" where there is none."""
import json
from pathlib import Path
from statistics import mean, stdev

from experiments.listing import EXPERIMENTS
from experiments.remarks import REMARKS
from experiments.run import RESULTS, result_path
from settings import MINILM

# What is said of the small encoder alone: its comparison, its recipe and the choices that were made for it.
OF_MINILM = ("- **Paper**", "- **Recipe**", "- **Choices beside")
TARGET = Path(__file__).parents[2] / "RESULTS.md"


def seeds() -> list[int]:
    """Of all runs there are, whoever chose them: SYSTEM.CORPUS.SEED.HASH.json."""
    return sorted({int(path.name.split(".")[-3]) for path in RESULTS.glob("*.json")})


def result(s):
    path = result_path(s)
    return json.loads(path.read_text()) if path.exists() else None


def by_seed(row, encoder):
    """Results of each seed of which every fold is there."""
    found = [(seed, [result(s) for s in row.runs([seed], encoder)]) for seed in seeds()]
    return {seed: rs for seed, rs in found if all(rs)}


def value(row, r, view):
    rule = row.rule or next(iter(r["scores"]))
    return 100 * r["scores"][rule][view][row.average]["f1"]


def spread(values) -> str:
    return f"{mean(values):.1f}" + (f" ± {stdev(values):.1f}" if len(values) > 1 else "")


def figures(row, found) -> str:
    return " / ".join(spread([mean(value(row, r, v) for r in rs) for rs in found.values()]) for v in row.shows)


def overlap(found) -> str:
    pairs = [r["overlapping"] for rs in found.values() for r in rs if "overlapping" in r]
    return f"; {sum(a for a, _ in pairs)} of {sum(b for _, b in pairs)} overlapping relations found" if pairs else ""


def extras(experiment, found) -> str:
    """What some experiments show beside F1."""
    r = next(iter(found.values()))[0]
    if experiment.name == "T3":
        return f"; RE between gold {spread([100 * x['between gold'] for rs in found.values() for x in rs])}"
    if experiment.name == "T8":
        return "; by layer " + ", ".join("/".join(f"{100 * f:.1f}" for f in layer) for layer in r["layers"]) + f"; attention on gold pairs {r['attention']}, encoder {r['encoder attention']}"
    if experiment.name == "T4":
        return f"; {r['parameters']['head'] / 1e6:.1f} M parameters above the encoder"
    if experiment.name == "D2":
        work = f", {r['gigaflops']:.2f} GFLOP a sentence" if "gigaflops" in r else ""
        return f"; {r['sentences per second']} sentences/s in training, {len(r['words']) / max(r['decoding seconds'], 0.1):.0f} in decoding, {r['peak megabytes']} MB, {r['parameters']['trained'] / 1e6:.1f} M parameters{work}"
    if experiment.name == "S3":
        strict = r["scores"]["threshold"]["reStrict"]["micro"]
        return f"; RE+ precision {100 * strict['precision']:.1f}, recall {100 * strict['recall']:.1f}"
    if experiment.name == "S4":
        return "; RE+ by length " + ", ".join(f"{name} {f:.1f}" for name, f in length_bins(r))
    return overlap(found)


def length_bins(r):
    """Micro RE+ in the paper's four bins of sentence length, in words."""
    out = []
    for name, low, high in (("< 20", 0, 20), ("20–34", 20, 35), ("35–50", 35, 51), ("> 50", 51, 10**6)):
        rows = [c for c, n in zip(r["counts"]["reStrict"], r["words"]) if low <= n < high]
        right, said, wanted = (sum(c) for c in zip(*rows)) if rows else (0, 0, 0)
        out.append((name, 200 * right / max(said + wanted, 1)))
    return out


def cells(experiment, row, encoder) -> list[str]:
    found = by_seed(row, encoder)
    if not found:
        return [row.name, row.paper, "not run", "", "", ""]
    runs = [r for rs in found.values() for r in rs]
    folds = f" × {len(row.folds_on(encoder))} folds" if row.folds != (None,) else ""
    distinct = [d["distinct"] for d in runs if d["distinct"]]
    clean = f" (repeated sentences aside {mean(100 * d['reStrict']['micro']['f1'] for d in distinct):.1f})" if distinct and row.average == "micro" and not row.rule else ""
    ours = figures(row, found) + clean + extras(experiment, found)
    return [row.name, row.paper, ours, ", ".join(map(str, found)) + folds, f"{sum(r['seconds'] for r in runs) / 60:.0f} min", "; ".join(sorted({r["machine"] for r in runs}))]


def section(experiment, encoder) -> str:
    lines = [f"## {experiment.name}: {experiment.title}", "", f"`models/training/runs/experiment {experiment.name}`. Expected: {experiment.expected}.", ""]
    if experiment.told:
        lines += ["| row | paper, its encoder | ours, F1 of NER / RE / RE+ | seeds | wall | machine |", "| --- | --- | --- | --- | --- | --- |"]
        lines += ["| " + " | ".join(cells(experiment, row, encoder)) + " |" for row in experiment.rows if row.runs([1], encoder)]
        lines.append("")
    if experiment.name in REMARKS and encoder == MINILM:  # they speak of its figures
        lines += [REMARKS[experiment.name], ""]
    return "\n".join(lines)


def write(encoder=MINILM):
    """Another encoder's figures stand in a file of their own, beside."""
    target = TARGET if encoder == MINILM else TARGET.with_name(f"RESULTS.{Path(encoder).name}.md")
    head = (Path(__file__).with_name("head.md")).read_text()
    if encoder != MINILM:
        head = "\n".join(line for line in head.splitlines() if not line.startswith(OF_MINILM)) + "\n"
        head = head.replace("with a small encoder", f"with {Path(encoder).name}")
    target.write_text(head + "\n" + "\n".join(section(e, encoder) for e in EXPERIMENTS.values()))


if __name__ == "__main__":
    print(f"{len(list(RESULTS.glob('*.json')))} runs")
    write()
