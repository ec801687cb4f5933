"""When a model is trained anew, and what is told meanwhile."""

from pathlib import Path

from app.training import fingerprint, steps


def project(folder: Path) -> Path:
    (folder / "nlu_data" / "en-US").mkdir(parents=True)
    (folder / "config.yml").write_text("pipeline: []")
    (folder / "nlu_data" / "en-US" / "answers.yml").write_text("nlu: []")
    return folder


def test_the_fingerprint_stays_while_nothing_changes(tmp_path: Path) -> None:
    assert fingerprint(project(tmp_path), "") == fingerprint(tmp_path, "")


def test_a_changed_example_changes_it(tmp_path: Path) -> None:
    before = fingerprint(project(tmp_path), "")
    (tmp_path / "nlu_data" / "en-US" / "answers.yml").write_text("nlu: [more]")
    assert fingerprint(tmp_path, "") != before


def test_another_embedding_model_changes_it(tmp_path: Path) -> None:
    assert fingerprint(project(tmp_path), "") != fingerprint(tmp_path, "/models/multilingual")


def test_what_is_not_an_input_does_not(tmp_path: Path) -> None:
    before = fingerprint(project(tmp_path), "")
    (tmp_path / "README.md").write_text("hello")
    assert fingerprint(tmp_path, "") == before


def test_the_steps_of_rasa_are_told_in_plain_words() -> None:
    lines = [
        "noise",
        "INFO - Starting to train component 'SentenceCounts'.",
        "… component 'RulePolicy'.",
        "Starting to train component 'RulePolicy'.",
    ]
    assert list(steps(lines)) == ["training, step 1: counting words and characters", "training, step 2: learning the rules of the dialogue"]
