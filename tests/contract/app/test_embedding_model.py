"""The model that GOODTERMS_EMBEDDING_MODEL names is a folder, a fetched one, or one clear line. (No hub is reachable in tests.)"""

from pathlib import Path

import pytest

from app.embedding_model import prepare_embedding_model
from app.settings import Settings
from portfolio.failures import BadInput


def _settings(state_dir: Path, named: str) -> Settings:
    return Settings(state_dir=state_dir, embedding_model=named)


def test_without_the_setting_there_is_nothing_to_prepare(tmp_path: Path) -> None:
    assert prepare_embedding_model(_settings(tmp_path, ""), print) == ""


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert prepare_embedding_model(_settings(tmp_path, str(tmp_path)), print) == str(tmp_path)


def test_a_model_that_was_fetched_before_needs_no_network(tmp_path: Path) -> None:
    folder = tmp_path / "embedding" / "somebody--small-multilingual"
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]")
    assert prepare_embedding_model(_settings(tmp_path, "somebody/small-multilingual"), print) == str(folder)


def test_a_name_that_cannot_be_fetched_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(
        BadInput, match=r"somebody/small-multilingual is no folder and could not be fetched .* name its folder, or unset it"
    ):
        prepare_embedding_model(_settings(tmp_path, "somebody/small-multilingual"), print)
