"""Our short way through MiniLM gives the vectors that sentence-transformers gives."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("sentence_transformers")

from bot.components.minilm import MiniLm
from bot.components.sentence_transformer import LibraryModel, find_model

SENTENCES = ["hello", "i can pay one hundred dollars on friday", "Who ARE you?", "", "stop calling me", "so " * 300]


@pytest.fixture(scope="module")
def folder():
    found = find_model(None)
    if found is None:
        pytest.skip("the bundled sentence model is not installed")
    return found


def test_the_short_way_and_the_library_agree(folder) -> None:
    assert np.allclose(MiniLm(folder).vectors(SENTENCES), LibraryModel(folder).vectors(SENTENCES), atol=1e-5)


def test_a_sentence_alone_and_among_others_has_the_same_vector(folder) -> None:
    model = MiniLm(folder)
    assert np.allclose(model.vectors(SENTENCES)[1], model.vectors([SENTENCES[1]])[0], atol=1e-5)


def test_no_sentences_have_no_vectors(folder) -> None:
    assert MiniLm(folder).vectors([]).shape == (0, 384)
