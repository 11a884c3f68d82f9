"""A published BERT encoder by folder or by its Hugging Face name: configuration, weights under our names, tokenizer."""
import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import BertWordPieceTokenizer, Tokenizer

NAMES = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
         "norm1": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
FILES = ["config.json", "model.safetensors", "pytorch_model.bin", "tokenizer.json", "tokenizer_config.json", "vocab.txt"]


def find_encoder(name: str) -> Path:
    """The folder of an encoder. A name that is no folder is fetched once by the hub's own client."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name, allow_patterns=FILES))


def read_config(folder: Path) -> dict:
    config = json.loads((folder / "config.json").read_text())
    if config.get("model_type", "bert") != "bert" or config.get("hidden_act", "gelu") != "gelu":
        raise SystemExit(f"{folder}: a BERT encoder is wanted (model_type bert, GELU), this one is {config.get('model_type')}")
    return {"layer_norm_eps": 1e-12} | config


def plain_tokenizer(value: dict) -> dict:
    """No added tokens: "[SEP]" in somebody's document must not end the sentence. Lengths are ours to mind."""
    return value | {"truncation": None, "padding": None, "post_processor": None, "added_tokens": []}


def read_tokenizer(folder: Path) -> Tokenizer:
    if (folder / "tokenizer.json").exists():
        value = json.loads((folder / "tokenizer.json").read_text())
    else:
        settings = folder / "tokenizer_config.json"
        lower = json.loads(settings.read_text()).get("do_lower_case", True) if settings.exists() else True
        value = json.loads(BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=lower).to_str())
    return Tokenizer.from_str(json.dumps(plain_tokenizer(value)))


def sees_case(tokenizer: Tokenizer) -> bool:
    return tokenizer.encode("Ab", add_special_tokens=False).ids != tokenizer.encode("ab", add_special_tokens=False).ids


def load(encoder, folder: Path):
    """Published weights under their usual names; layers that `encoder` does not run are left out."""
    safe = folder / "model.safetensors"
    source = load_file(safe) if safe.exists() else torch.load(folder / "pytorch_model.bin", weights_only=True)
    source = {n.removeprefix("bert.").replace("gamma", "weight").replace("beta", "bias"): t.float() for n, t in source.items()}
    state = {"word.weight": source["embeddings.word_embeddings.weight"], "position.weight": source["embeddings.position_embeddings.weight"],
             "segment": source["embeddings.token_type_embeddings.weight"][0]}
    for p in ("weight", "bias"):
        state[f"norm.{p}"] = source[f"embeddings.LayerNorm.{p}"]
        for i in range(len(encoder.layers)):
            for mine, theirs in NAMES.items():
                state[f"layers.{i}.{mine}.{p}"] = source[f"encoder.layer.{i}.{theirs}.{p}"]
    missing, surplus = encoder.load_state_dict(state, strict=False)
    assert set(missing) <= {"shape.weight", "word_shape.weight", "mix"} and not surplus, (missing, surplus)
