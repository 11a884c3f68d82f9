"""A model of one's own: from annotated sentences to a folder that the app installs, by any of the five systems over any BERT encoder.

    own.py NAME=SYSTEM --data FOLDER --to work/mine [--encoder FOLDER] [--device cuda] [--seed 1] [--set epochs=20]

The data folder holds train.json and dev.json in SpERT form (`espalier export --to spert`), test.json where there is one, and schema.json
(engine/domain/schema.ts) where relations should be worded, be symmetric or hold between some types only; else it is made of train.json.
Dev fits the scores. One that was killed goes on from its last epoch: `work/mine.work`, gone once the folder is whole.
"""
import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

from calibrate import fit
from corpora import open_corpus
from evaluate import evaluate
from export import fuse, quantise, write_encoder, write_head
from score import line, score
from seal import seal
from settings import MINILM, settings
from shipped import IDENTITY, Shipped, plain
from train import train


def to_schema(name, labels):
    """Any two types may be related; a person who knows better writes schema.json."""
    row = lambda kind: {"name": kind, "phrase": kind.replace("_", " ").replace("-", " ").lower(), "symmetric": kind in labels.symmetric, "head": [], "tail": []}
    return {"name": name, "entityTypes": list(labels.entity_types), "relationTypes": [row(kind) for kind in labels.relation_types]}


def export(model, name, system, folder):
    """Encoder and head at int8. Attention as one node would keep its weights to itself, which Table-Sequence reads."""
    model.eval().cpu()
    with tempfile.TemporaryDirectory() as scratch:
        encoder, head = Path(scratch, "encoder.onnx"), Path(scratch, "head.onnx")
        write_encoder(model.encoder, encoder)
        if not model.encoder.attention and len(model.encoder.layers):
            encoder, _ = fuse(encoder, model.encoder.heads, model.encoder.plain_width)
        quantise(encoder, folder / "encoder.onnx", ["MatMul", "Attention", "Gather"])
        write_head(model, system, head)
        quantise(head, folder / name / "head.onnx", ["MatMul"])


def card(folder, name, s, data, corpus, exported, dev) -> str:
    """What is known of it: `dev` as trained, and what the exported folder makes of the last part there is."""
    part = "test" if corpus.parts["test"] else "dev"
    examples = corpus.parts[part]
    found = score([(x.entities, x.relations) for x in examples], [plain(*exported.extract(x.words)) for x in examples], corpus.labels.symmetric)
    return (f"# {folder.name}/{name}\n\n- **System**: {s.system} over {Path(s.encoder).name}, int8.\n- **Data**: {Path(data).resolve().name}, "
            f"{len(corpus.parts['train'])} sentences. Say here whose they are and under which licence.\n- **Recipe**: {s.epochs} epochs, batch {s.batch}, seed {s.seed}. `models/training/own.py`.\n\n"
            f"F1 of names / facts / facts with types right: {part} ({len(examples)} sentences) {line(found)}; dev before export {dev}, and dev fits the scores.\n")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("head", help="NAME=SYSTEM")
    a.add_argument("--data", required=True)
    a.add_argument("--to", required=True, help="the model folder; its name is the model's")
    for name, default in (("--encoder", MINILM), ("--device", "cpu"), ("--licence", "not stated"), ("--version", "1.0.0")):
        a.add_argument(name, default=default)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--set", nargs="*", default=[], help="settings laid over the system's, as NAME=JSON")
    a = a.parse_args()
    (name, system), folder, work = a.head.split("="), Path(a.to), Path(f"{a.to}.work")
    os.environ["ESPALIER_OWN"] = a.data
    given = {k: json.loads(v) for k, v in (x.split("=", 1) for x in a.set)}
    if system == "table-sequence":
        given["options"] = {"characters": 0} | given.get("options", {})  # a graph is given pieces, not letters
    s = settings(system, corpus="own", train="train", test="dev", encoder=a.encoder, seed=a.seed, **given)
    corpus = open_corpus("own", "")
    schema, at = Path(a.data, "schema.json"), folder / name
    value = json.loads(schema.read_text()) if schema.exists() else to_schema(name, corpus.labels)
    for kind in value["relationTypes"]:  # found out now, not after the training
        value_of = {"phrase": kind["name"].replace("_", " ").lower(), "symmetric": False, "head": [], "tail": []}
        kind |= {k: v for k, v in value_of.items() if k not in kind}
    model, pieces, *_ = train(s, "", work, a.device, lambda line: print(line, flush=True))
    at.mkdir(parents=True, exist_ok=True)
    dev = line(evaluate(model.cpu(), corpus.parts["dev"], pieces, corpus.labels))
    export(model, name, system, folder)
    (folder / "tokenizer.json").write_text(pieces.tokenizer.to_str())
    (at / "schema.json").write_text(json.dumps(value | {"name": name}, indent=1) + "\n")
    (at / "calibration.json").write_text(json.dumps(IDENTITY) + "\n")
    (at / "golden.json").write_text("[]\n")
    exported = Shipped(folder, name, system)
    calibration, _ = fit(exported, corpus.parts["dev"])
    (at / "calibration.json").write_text(json.dumps(calibration, indent=1) + "\n")
    (at / "card.md").write_text(card(folder, name, s, a.data, corpus, exported, dev))
    seal(folder, a.version, a.licence, [a.head])
    shutil.rmtree(work, ignore_errors=True)
    print((at / "card.md").read_text())


if __name__ == "__main__":
    main()
