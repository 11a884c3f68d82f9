"""Writes the manifest of a model folder: run it last, after the card and the golden cases."""
import argparse
import hashlib
import json
from pathlib import Path

from words import MAX_PIECES

HEAD_FILES = ("head.onnx", "schema.json", "calibration.json", "card.md", "golden.json")


def seal(folder: Path, version: str, licence: str, decoders: dict[str, str]):
    """`decoders` names each head's decoder, as engine/extract/model.ts knows it."""
    names = ["encoder.onnx", "tokenizer.json"] + [f"{head}/{name}" for head in decoders for name in HEAD_FILES]
    read = lambda name: (folder / name).read_bytes()
    files = {name: {"sha256": hashlib.sha256(read(name)).hexdigest(), "bytes": len(read(name))} for name in names}
    heads = [{"name": name, "decoder": decoder} for name, decoder in decoders.items()]
    value = {"format": 1, "name": folder.name, "version": version, "licence": licence, "maxPieces": MAX_PIECES, "heads": heads, "files": files}
    (folder / "manifest.json").write_text(json.dumps(value, indent=2) + "\n")


def main():
    a = argparse.ArgumentParser()
    for name, default in (("--folder", "../minilm"), ("--version", "0.1.0"), ("--licence", "Apache-2.0")):
        a.add_argument(name, default=default)
    a.add_argument("--heads", nargs="+", default=["news=tablert-cnn"], help="NAME=DECODER")
    a = a.parse_args()
    seal(Path(a.folder), a.version, a.licence, dict(h.split("=") for h in a.heads))


if __name__ == "__main__":
    main()
