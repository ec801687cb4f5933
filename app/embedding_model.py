"""The sentence-embedding model that a setting names: a folder, or a name on a model hub that is fetched once into the state folder."""

import os
from collections.abc import Callable
from pathlib import Path

from app.settings import Settings
from portfolio.failures import BadInput


def prepare_embedding_model(settings: Settings, say: Callable[[str], None]) -> str:
    """The folder for Rasa, or nothing where the setting is empty (the bundled model is used). Raises BadInput with what to do."""
    named = settings.embedding_model
    if not named or Path(named).is_dir():
        return named
    folder = settings.state_dir.resolve() / "embedding" / named.replace("/", "--")
    if (folder / "modules.json").exists():
        return str(folder)
    say(f"fetching the sentence-embedding model {named}; its licence is on its page of the hub")
    try:
        _fetch(named, folder)
    except Exception as away:
        # The library raises errors of several others (HTTP, files, its own); each means the same to whoever set the name.
        raise BadInput(
            f"GOODTERMS_EMBEDDING_MODEL: {named} is no folder and could not be fetched ({type(away).__name__}). Unpack the model on this "
            f"machine and name its folder, or unset it: English then uses the bundled model, other languages n-grams alone"
        ) from None
    return str(folder)


def _fetch(named: str, folder: Path) -> None:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only where a name was set

    # The same files in several frameworks' formats would be fetched otherwise.
    snapshot_download(named, local_dir=folder, ignore_patterns=["*.onnx", "*.h5", "*.ot", "*.msgpack", "onnx/*", "openvino/*", "*.bin"])
