"""The model folder as it is shipped, run from Python: one sentence a call, as the engine does."""
import json
import unicodedata
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch

from corpus import Example, collate
from export import INPUTS
from labels import Labels, pairs, spans
from words import Pieces


def softmax(x, temperature):
    e = np.exp((x - x.max(-1, keepdims=True)) / temperature)
    return e / e.sum(-1, keepdims=True)


def named(words) -> bool:
    """A row of emoji or dashes is no name, whatever the model thinks."""
    return any(unicodedata.category(c)[0] in "LN" for w in words for c in w)


class Shipped:
    def __init__(self, folder, head, encoder="encoder.onnx", graph="head.onnx"):
        folder = Path(folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # As in engine/session.ts: with another fusion int8 rounds elsewhere.
        open_graph = lambda path: ort.InferenceSession(str(path), options, ["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])
        self.encoder = open_graph(folder / encoder)
        self.head = open_graph(folder / head / graph)
        self.pieces = Pieces(str(folder / "tokenizer.json"))
        self.schema = json.loads((folder / head / "schema.json").read_text())
        self.calibration = json.loads((folder / head / "calibration.json").read_text())
        self.labels = Labels(tuple(self.schema["entityTypes"]), tuple(r["name"] for r in self.schema["relationTypes"]))

    def tables(self, words):
        """Piece ids, tag logits [N,Le], cells [P,2], relation logits [P,Lr] of one sentence."""
        batch = collate([Example(words)], self.pieces)
        feeds = {n: t.to(torch.int32).numpy() for n, t in zip(INPUTS, batch.tensors)}
        (vectors,) = self.encoder.run(None, feeds)
        tags, cells, relations = self.head.run(None, {"words": vectors, "word_count": feeds["word_count"]})
        return feeds["input_ids"][0].tolist(), tags[0], cells[:, 1:], relations

    def decode(self, words, tags, cells, relations):
        """Entities [(start, end, type, score)] and relations [(head, tail, type, score)], thresholds aside."""
        t = self.calibration["temperature"]
        p_tag = softmax(tags, t["tags"]).max(-1)
        found = [f for f in spans(tags.argmax(-1).tolist()) if named(words[f[0] : f[1]])]
        score = [float(p_tag[s:e].min()) for s, e, _ in found]
        at = {tuple(c): k for k, c in enumerate(cells.tolist())}
        out = []
        for head, tail, kind in pairs(found, lambda i, j: int(relations[at[i, j]].argmax())):
            row = relations[at[tuple(sorted((found[head][1] - 1, found[tail][1] - 1)))]]
            seen = self.schema["relationTypes"][kind]
            ends = self.labels.entity_types[found[head][2]], self.labels.entity_types[found[tail][2]]
            if ends[0] in seen["head"] and ends[1] in seen["tail"]:
                out.append((head, tail, seen["name"], float(softmax(row, t["relations"]).max()) * score[head] * score[tail]))
        least = self.calibration["threshold"]
        entities = [(s, e, self.labels.entity_types[k], p) for (s, e, k), p in zip(found, score)]
        return entities, [r for r in out if r[3] >= least["relation"]]
