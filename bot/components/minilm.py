"""The sentence model all-MiniLM-L6-v2, run with torch alone: the same vectors as sentence-transformers, in less than half the time.

The library around a forward pass costs as much as the pass itself at one short sentence a turn; importing it takes six seconds of a
start and 190 MB. So the twelve lines of arithmetic of a BERT stand here, over the package's own file of weights, and a test holds
them to the library's vectors. Other models go through the library (`sentence_transformer.py`).
"""

import importlib
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

SMALLEST = 1e-12
"""The epsilon of BERT's layer norms."""

LONGEST = 256
"""Word pieces; the model was trained on no more."""

AT_ONCE = 64
"""Sentences in one pass."""

Vectors = np.ndarray[Any, np.dtype[np.float32]]
QUERY_KEY_VALUE = ("query", "key", "value")


class MiniLm:
    """The model of one folder, on one thread: a second one costs more than it gives on a busy machine."""

    def __init__(self, folder: Path) -> None:
        self._torch = importlib.import_module("torch")
        self._torch.set_num_threads(1)
        self._layer = importlib.import_module("torch.nn.functional")
        self._pieces = importlib.import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._pieces.no_padding()
        self._pieces.enable_truncation(LONGEST)
        self._weights: dict[str, Any] = importlib.import_module("safetensors.torch").load_file(str(folder / "model.safetensors"))
        shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.dimension, self._heads, self._depth = (
            int(shape[name]) for name in ("hidden_size", "num_attention_heads", "num_hidden_layers")
        )
        for number in range(self._depth):
            self._join_attention(f"encoder.layer.{number}.attention.self.")

    def vectors(self, texts: list[str]) -> Vectors:
        """One unit vector per text. Sentences of one length go through together: none needs filling up, so none needs a mask."""
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        with self._torch.inference_mode():
            for places, ids in self._by_length(texts):
                found[places] = self._sentences(self._torch.tensor(ids)).numpy()
        return found

    def _by_length(self, texts: list[str]) -> Iterator[tuple[list[int], list[list[int]]]]:
        ids = [self._pieces.encode(text).ids for text in texts]
        for _, group in groupby(sorted(range(len(ids)), key=lambda place: len(ids[place])), key=lambda place: len(ids[place])):
            same = list(group)
            for begin in range(0, len(same), AT_ONCE):
                places = same[begin : begin + AT_ONCE]
                yield places, [ids[place] for place in places]

    def _sentences(self, ids: Any) -> Any:
        pieces = self._embedded(ids)
        for number in range(self._depth):
            pieces = self._transformed(pieces, f"encoder.layer.{number}.")
        return self._layer.normalize(pieces.mean(1), dim=1)

    def _embedded(self, ids: Any) -> Any:
        table = {name: self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")}
        return self._normed(table["word"][ids] + table["position"][: ids.shape[1]] + table["token_type"][0], "embeddings.LayerNorm")

    def _transformed(self, pieces: Any, layer: str) -> Any:
        sentences, length, _ = pieces.shape
        joined = self._linear(pieces, f"{layer}attention.self")
        query, key, value = joined.view(sentences, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
        seen = self._layer.scaled_dot_product_attention(query, key, value).transpose(1, 2).reshape(sentences, length, -1)
        pieces = self._normed(pieces + self._linear(seen, f"{layer}attention.output.dense"), f"{layer}attention.output.LayerNorm")
        wide = self._layer.gelu(self._linear(pieces, f"{layer}intermediate.dense"))
        return self._normed(pieces + self._linear(wide, f"{layer}output.dense"), f"{layer}output.LayerNorm")

    def _linear(self, given: Any, name: str) -> Any:
        return self._layer.linear(given, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _normed(self, given: Any, name: str) -> Any:
        return self._layer.layer_norm(given, (self.dimension,), self._weights[f"{name}.weight"], self._weights[f"{name}.bias"], SMALLEST)

    def _join_attention(self, name: str) -> None:
        """Query, key and value as one product instead of three."""
        for kind in ("weight", "bias"):
            parts = [self._weights.pop(f"{name}{part}.{kind}") for part in QUERY_KEY_VALUE]
            self._weights[f"{name.removesuffix('.')}.{kind}"] = self._torch.cat(parts)
