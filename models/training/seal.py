"""Writes the manifest of a model folder: run it last, after the card and the golden cases."""
import argparse
import hashlib
import json
from pathlib import Path

from words import MAX_PIECES

OF_HEAD = ("schema.json", "card.md")  # one for all systems of a head
OF_SYSTEM = ("head.onnx", "calibration.json", "golden.json")


def seal(folder: Path, version: str, licence: str, given: list[str]):
    """`given` lists NAME=DECODER, for the folder NAME, or NAME/SYSTEM=DECODER; the first of a name is its default."""
    heads, names = [], ["encoder.onnx", "tokenizer.json"]
    measured = folder / "figures.json"  # by card.py
    figures = json.loads(measured.read_text()) if measured.exists() else {}
    for entry in given:
        where, decoder = entry.split("=")
        name = where.split("/")[0]
        heads.append({"name": name, "decoder": decoder} | ({"folder": where} if where != name else {}) | ({"figures": figures[where]} if where in figures else {}))
        names += [f"{name}/{file}" for file in OF_HEAD] + [f"{where}/{file}" for file in OF_SYSTEM]
    names = list(dict.fromkeys(names))
    read = lambda name: (folder / name).read_bytes()
    files = {name: {"sha256": hashlib.sha256(read(name)).hexdigest(), "bytes": len(read(name))} for name in names}
    value = {"format": 1, "name": folder.name, "version": version, "licence": licence, "maxPieces": MAX_PIECES, "heads": heads, "files": files}
    (folder / "manifest.json").write_text(json.dumps(value, indent=2) + "\n")


def main():
    a = argparse.ArgumentParser()
    for name, default in (("--folder", "../minilm"), ("--version", "0.1.0"), ("--licence", "Apache-2.0")):
        a.add_argument(name, default=default)
    a.add_argument("--heads", nargs="+", default=["news=tablert-cnn"], help="NAME=DECODER or NAME/SYSTEM=DECODER")
    a = a.parse_args()
    seal(Path(a.folder), a.version, a.licence, a.heads)


if __name__ == "__main__":
    main()
