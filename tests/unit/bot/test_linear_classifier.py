"""The quick way to a likelihood gives scikit-learn's own, and what a sentence lacks does not matter."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rasa")

from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.components.linear_classifier import LinearClassifier, Weights
from bot.components.sentence_counts import SentenceCounts

CHANCE = np.random.default_rng(1)
WORDS = CHANCE.integers(0, 2, (60, 7))
CHARACTERS = CHANCE.integers(0, 3, (60, 5))
VECTORS = CHANCE.normal(size=(60, 4)).astype(np.float32)
MEANT = np.repeat(["affirm", "deny", "refuse"], 20)


@pytest.fixture(scope="module")
def trained() -> LogisticRegression:
    return LogisticRegression(solver="liblinear").fit(np.hstack([WORDS, CHARACTERS, VECTORS]), MEANT)


def test_the_likelihoods_are_those_of_scikit_learn(trained: LogisticRegression) -> None:
    weights = Weights.of(trained)
    theirs = trained.predict_proba(np.hstack([WORDS, CHARACTERS, VECTORS]))
    for place in range(len(MEANT)):
        ours = weights.likelihoods(
            [sparse.coo_matrix(WORDS[place : place + 1]), sparse.coo_matrix(CHARACTERS[place : place + 1])], [VECTORS[place : place + 1]]
        )
        assert np.allclose(ours, theirs[place], atol=1e-5)


def test_a_text_without_words_is_judged_by_its_vector_alone(trained: LogisticRegression) -> None:
    theirs = trained.predict_proba(np.hstack([np.zeros((1, 12)), VECTORS[:1]]))
    assert np.allclose(Weights.of(trained).likelihoods([], [VECTORS[:1]]), theirs[0], atol=1e-5)


def test_what_is_written_is_what_is_read(trained: LogisticRegression, tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    Weights.of(trained).write(path)
    row = [sparse.coo_matrix(WORDS[:1]), sparse.coo_matrix(CHARACTERS[:1])]
    read = Weights.read(path)
    assert read.intents == ["affirm", "deny", "refuse"]
    assert np.array_equal(read.likelihoods(row, [VECTORS[:1]]), Weights.of(trained).likelihoods(row, [VECTORS[:1]]))


def test_another_solver_is_refused() -> None:
    with pytest.raises(ValueError, match="liblinear"):
        LinearClassifier.validate_config({"solver": "lbfgs"})


def test_counting_relies_on_two_inner_methods_of_rasa() -> None:
    for name in ("_create_features", "_attributes_for"):
        assert name in vars(CountVectorsFeaturizer) and name in vars(SentenceCounts)
