"""Fixtures for all tests. `stack` is the whole product, started once as a user starts it, on free ports and in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from peers.stack import Stack, running_stack

from app.settings import load_settings
from app.training import train

WEDNESDAY_MORNING = "2026-03-11T09:30:00-04:00"
"""The stack's clock starts here: working hours in New York and Chicago, too early in Los Angeles, too late in China."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the product does."""
    return "asyncio"


@pytest.fixture(scope="session")
def trained_models() -> Path:
    """The project's own trained model; made by the first test run on a fresh clone."""
    settings = load_settings()
    train(settings, force=False, progress=lambda text: print(text, flush=True))
    return settings.state_dir / "rasa"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, trained_models: Path) -> Iterator[Stack]:
    """`goodterms up`, ready; stopped with Ctrl-C at the end of the session."""
    with running_stack(tmp_path_factory.mktemp("state"), trained_models, GOODTERMS_NOW=WEDNESDAY_MORNING) as stack:
        yield stack
