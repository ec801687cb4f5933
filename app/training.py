"""Trains the Rasa model when what it is made from changed, and only then.

The model's file is named after a fingerprint of everything that goes into it, so "is it up to date?" is "does the file exist?".
Training runs in its own process: TensorFlow and torch never enter ours.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.child import die_with_parent
from app.rasa_process import QUIET
from app.settings import PROJECT, Settings
from portfolio.failures import Unavailable

Progress = Callable[[str], None]

DIALOGUES = ("dialogues/domain.yml", "dialogues/rules.yml", "dialogues/stories.yml")
TRAINED_PARTS = ("tokenizer", "words", "minilm", "sentence_counts", "sentence_transformer", "linear_classifier")
INPUTS = ("config.yml", *DIALOGUES, "nlu_data/**/*.yml")
KEPT_MODELS = 2
STEP = re.compile(r"Starting to train component '(?P<name>\w+)'")
STEP_NAMES = {
    "SentenceCounts": "counting words and characters",
    "LinearClassifier": "learning what people mean",
    "RulePolicy": "learning the rules of the dialogue",
}


def train(settings: Settings, force: bool, progress: Progress) -> Path:
    """The model for the present data, trained now if it is not there yet. Raises Unavailable where training fails."""
    model = model_path(settings)
    models = model.parent
    if model.exists() and not force:
        progress("the dialogue model is up to date")
        return model
    models.mkdir(parents=True, exist_ok=True)
    log = settings.state_dir.resolve() / "logs" / "rasa-train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models) as made_here:
        _run(Path(made_here), settings, log, progress)
        made = list(Path(made_here).glob("*.tar.gz"))
        if len(made) != 1:
            raise Unavailable("rasa", f"training ended without a model; its log is {log}")
        # a model appears whole or not at all
        made[0].replace(model)
    _remove_old(models, model)
    return model


def model_path(settings: Settings) -> Path:
    """Where the model for the present data is, or will be."""
    return settings.state_dir.resolve() / "rasa" / "models" / f"goodterms-{fingerprint(PROJECT, settings.embedding_model)}.tar.gz"


def fingerprint(project: Path, embedding_model: str) -> str:
    """Twelve characters that change when any input of the model does."""
    return _digest(project, _inputs(project) + _parts(project), embedding_model)


def steps(lines: Iterable[str]) -> Iterator[str]:
    """What is going on, in plain words, from the lines that Rasa prints."""
    done = 0
    for line in lines:
        step = STEP.search(line)
        if step:
            done += 1
            yield f"training, step {done}: {STEP_NAMES.get(step['name'], step['name'])}"


def _inputs(project: Path) -> list[Path]:
    return sorted(path for pattern in INPUTS for path in project.glob(pattern) if path.is_file())


def _parts(project: Path) -> list[Path]:
    return [path for part in TRAINED_PARTS if (path := project / "bot" / "components" / f"{part}.py").is_file()]


def _digest(project: Path, paths: list[Path], embedding_model: str) -> str:
    digest = hashlib.sha256(embedding_model.encode())
    for path in paths:
        digest.update(path.relative_to(project).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _run(folder: Path, settings: Settings, log: Path, progress: Progress) -> None:
    command = [
        sys.executable, "-m", "rasa", "train", "--config", "config.yml", "--domain", DIALOGUES[0],
        "--data", *DIALOGUES[1:], "nlu_data", "--out", str(folder),
    ]  # fmt: skip
    # Rasa's cache knows the configuration of a part but not its code: one cache per code
    cache = settings.state_dir.resolve() / "rasa" / "cache" / _digest(PROJECT, _parts(PROJECT), settings.embedding_model)
    environment = {**os.environ, **QUIET, "RASA_CACHE_DIRECTORY": str(cache)}
    if settings.embedding_model:
        environment["GOODTERMS_EMBEDDING_MODEL"] = settings.embedding_model
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - prctl alone, safe between fork and exec
        ) as process,
    ):
        for said in steps(_copied(process.stdout or (), kept.write)):
            progress(said)
    if process.returncode:
        raise Unavailable("rasa", f"training failed; its log is {log}")


def _copied(lines: Iterable[str], write: Callable[[str], object]) -> Iterator[str]:
    for line in lines:
        write(line)
        yield line


def _remove_old(models: Path, present: Path) -> None:
    others = [path for path in models.glob("goodterms-*.tar.gz") if path != present]
    for path in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[KEPT_MODELS - 1 :]:
        path.unlink()
