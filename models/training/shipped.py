"""The model folder as it is shipped, run from Python: one sentence a call, in windows where it is too long, as the engine does."""
import json
import unicodedata
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer

from batch import collate
from corpus import Example
from decoders.product import DECODERS
from export import INPUTS
from labels import Labels
from selves import drop_self_facts
from windows import join, to_windows
from words import Pieces, normalise


# A head whose scores are not yet fitted.
IDENTITY = {"temperature": {"tags": 1, "relations": 1}, "threshold": {"mention": 0, "relation": 0}}


def named(words) -> bool:
    """A row of emoji or dashes is no name, whatever the model thinks."""
    return any(unicodedata.category(c)[0] in "LN" for w in words for c in w)


def drop_nameless(words, mentions, relations):
    kept = [i for i, m in enumerate(mentions) if named(words[m[0] : m[1]])]
    at = {old: new for new, old in enumerate(kept)}
    return [mentions[i] for i in kept], [(at[h], at[t], k, p) for h, t, k, p in relations if h in at and t in at]


def open_graph(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # As in engine/session.ts: with another fusion int8 rounds elsewhere.
    return ort.InferenceSession(str(path), options, ["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])


class Shipped:
    """`head` is a name of the manifest, `folder/head` where its files lie; `decoder` one of the five systems."""

    def __init__(self, folder, head, decoder="tablert-cnn", encoder="encoder.onnx", graph="head.onnx"):
        folder = Path(folder)
        self.encoder, self.head, self.decoder = open_graph(folder / encoder), open_graph(folder / head / graph), decoder
        self.pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
        schema = Path(folder, head.split("/")[0], "schema.json")
        self.schema = read_schema(schema)
        self.calibration = json.loads((folder / head / "calibration.json").read_text())
        self.labels = schema_labels(schema)

    def outputs(self, words):
        """Piece ids, and the head's outputs by name, of one sentence."""
        batch = collate([Example(words)], self.pieces)
        feeds = {n: t.to(torch.int32).numpy() for n, t in zip(INPUTS, batch.tensors)}
        names, asked = [o.name for o in self.encoder.get_outputs()], {i.name for i in self.encoder.get_inputs()}
        # An encoder that sees capitals wants no shapes of words.
        given = dict(zip(names, self.encoder.run(names, {n: f for n, f in feeds.items() if n in asked}))) | {"word_count": feeds["word_count"]}
        outputs = [o.name for o in self.head.get_outputs()]
        wanted = {i.name: given[i.name] for i in self.head.get_inputs()}
        return feeds["input_ids"][0].tolist(), dict(zip(outputs, self.head.run(outputs, wanted)))

    def decode(self, words, outputs):
        """Mentions [(from, to, type, score)] and relations [(head, tail, type, score)]."""
        return self.tidy(words, *self.read(outputs))

    def read(self, outputs):
        return DECODERS[self.decoder](outputs, self.schema, self.calibration)

    def tidy(self, words, mentions, relations):
        return drop_self_facts(words, *drop_nameless(words, mentions, relations), self.calibration.get("pronouns", ()))

    def extract(self, words):
        windows = to_windows(words, [len(self.pieces.of(normalise(w))) for w in words])
        parts = [((s, e), *self.read(self.outputs(words[s:e])[1])) for s, e in windows]
        return self.tidy(words, *(join(parts, len(words)) if parts else ([], [])))


def read_schema(path) -> dict:
    return json.loads(Path(path).read_text())


def schema_labels(path) -> Labels:
    schema = read_schema(path)
    symmetric = tuple(r["name"] for r in schema["relationTypes"] if r["symmetric"])
    return Labels(tuple(schema["entityTypes"]), tuple(r["name"] for r in schema["relationTypes"]), symmetric)


def plain(mentions, relations):
    """As `score` wants them."""
    return [m[:3] for m in mentions], [r[:3] for r in relations]


def rounded(x: np.ndarray) -> list:
    return np.round(x.astype(np.float64), 3).tolist() if x.dtype.kind == "f" else x.tolist()
