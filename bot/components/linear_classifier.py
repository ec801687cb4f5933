"""Rasa's logistic regression, one intent against the rest, whose prediction touches only the features that a sentence has.

Rasa's own class asks scikit-learn with one sparse row; scipy then copies the whole matrix of weights (a million numbers) for each
message, since it lies the other way round in memory. Here the weights of a feature lie side by side: a turn adds up some forty rows.
"""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

Numbers = np.ndarray[Any, np.dtype[np.float32]]
FILE = "weights.npz"


class Weights:
    """The trained weights, one row per feature. Counts begin at the first row; a sentence's vector meets the last rows."""

    def __init__(self, rows: Numbers, start: Numbers, intents: Sequence[str]) -> None:
        self._rows, self._start, self.intents = rows, start, [str(intent) for intent in intents]

    @classmethod
    def of(cls, trained: Any) -> "Weights":
        """Those of a fitted estimator of scikit-learn."""
        rows = np.ascontiguousarray(trained.coef_.T, dtype=np.float32)
        return cls(rows, np.asarray(trained.intercept_, dtype=np.float32), trained.classes_)

    @classmethod
    def read(cls, path: Path) -> "Weights":
        """Those of a file; plain arrays, no code."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(kept["rows"], kept["start"], kept["intents"])

    def write(self, path: Path) -> None:
        """Into a file that `read` reads."""
        np.savez(path, rows=self._rows, start=self._start, intents=np.array(self.intents))

    def likelihoods(self, counts: Iterable[Any], vectors: Iterable[Any]) -> Numbers:
        """How likely each intent is; together they make one."""
        scores, at = self._start.copy(), 0
        for part in counts:
            row = part.tocoo()
            scores += row.data.astype(np.float32) @ self._rows[at + row.col]
            at += row.shape[1]
        dense = [np.asarray(part, dtype=np.float32).reshape(-1) for part in vectors]
        if dense:
            vector = np.concatenate(dense)
            scores += vector @ self._rows[len(self._rows) - len(vector) :]
        alone = 1 / (1 + np.exp(-scores))
        return alone / alone.sum()  # type: ignore[no-any-return]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(LogisticRegressionClassifier):
    """Learns to the end in the time that Rasa's settings need for a part (docs/decisions), and answers in a fraction of a millisecond."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """liblinear: each intent against all others."""
        return {**LogisticRegressionClassifier.get_default_config(), "solver": "liblinear"}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        if config.get("solver", "liblinear") != "liblinear":
            raise ValueError("LinearClassifier reads its likelihoods as one intent against the rest: its solver is liblinear")

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, name, model_storage, resource)
        self._weights: Weights | None = None

    def persist(self) -> None:
        """The weights alone: reading Rasa's own file would import all of scikit-learn, eight seconds of every start."""
        self._weights = Weights.of(self.__dict__.pop("clf"))
        with self._model_storage.write_to(self._resource) as folder:
            self._weights.write(folder / FILE)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearClassifier":
        """The trained classifier; one that knows no intent where Rasa found no training data."""
        loaded = cls(config, execution_context.node_name, model_storage, resource)
        with contextlib.suppress(ValueError), model_storage.read_from(resource) as folder:
            loaded._weights = Weights.read(folder / FILE)
        return loaded

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages with their intent and the ranking of the likeliest."""
        if self._weights is None:
            return messages
        length = self.config["ranking_length"] or len(self._weights.intents)
        for message in messages:
            likely = self._weights.likelihoods(_parts(message, is_sparse=True), _parts(message, is_sparse=False))
            order = np.argsort(-likely, kind="stable")[:length]
            ranking = [{"name": self._weights.intents[place], "confidence": float(likely[place])} for place in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing is asked about the examples themselves: no later part reads it, and it took half of the training time."""
        return training_data

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[Any, list[str]]:
        # all rows at once: Rasa joins the parts of every sentence apart
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        rows = [(_parts(example, is_sparse=True), _parts(example, is_sparse=False)) for example in examples]
        most = max((len(counts) for counts, _ in rows), default=0)
        kept = [(row, str(example.get(INTENT))) for row, example in zip(rows, examples, strict=True) if len(row[0]) == most]
        columns = [sparse.vstack(column) for column in zip(*(counts for (counts, _), _ in kept), strict=True)]
        vectors = [np.vstack(column) for column in zip(*(vectors for (_, vectors), _ in kept), strict=True)]
        return sparse.hstack([*columns, *vectors]).tocsr(), [intent for _, intent in kept]


def _parts(message: Message, is_sparse: bool) -> list[Any]:
    """The sentence's features of one sort, in the order of the pipeline."""
    found: list[Features] = message.features
    return [one.features for one in found if one.attribute == TEXT and one.type == FEATURE_TYPE_SENTENCE and one.is_sparse() is is_sparse]
