"""Fixtures for all tests. `stack` is the whole product, started once as a user starts it, on free ports and in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from peers.twilio_rest import TwilioPeer

from app.run_state import free_port, read_run_state
from app.settings import PROJECT, Secrets, Settings, load_secrets, load_settings
from app.training import train
from app.wiring import open_ledger
from portfolio.ledger import Ledger

READY_WITHIN_S = 180


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the product does."""
    return "asyncio"


@dataclass(frozen=True)
class Stack:
    """A running product: how to reach it and what it holds."""

    url: str
    settings: Settings
    secrets: Secrets
    accounts: dict[str, str]
    ledger: Ledger
    twilio: TwilioPeer
    process: subprocess.Popen[bytes]
    state_dir: Path

    @property
    def environment(self) -> dict[str, str]:
        """For commands that should reach this stack and no other."""
        return _environment(self.state_dir, self.settings.port, self.settings.rasa_port, self.twilio)


def _environment(state_dir: Path, port: int, rasa_port: int, twilio: TwilioPeer) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith("GOODTERMS_")}
    return {
        **own,
        "GOODTERMS_STATE_DIR": str(state_dir),
        "GOODTERMS_PORT": str(port),
        "GOODTERMS_RASA_PORT": str(rasa_port),
        "GOODTERMS_TWILIO_ACCOUNT_SID": twilio.account_sid,
        "GOODTERMS_TWILIO_AUTH_TOKEN": twilio.auth_token,
        "GOODTERMS_TWILIO_FROM": "+15550100000",
        "GOODTERMS_TWILIO_API_URL": twilio.url,
    }


@pytest.fixture(scope="session")
def trained_models() -> Path:
    """The project's own trained model; made by the first test run on a fresh clone."""
    settings = load_settings()
    train(settings, force=False, progress=lambda text: print(text, flush=True))
    return settings.state_dir / "rasa"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, trained_models: Path) -> Iterator[Stack]:
    """`goodterms up`, ready; stopped with Ctrl-C at the end of the session."""
    state_dir = tmp_path_factory.mktemp("state")
    (state_dir / "rasa").symlink_to(trained_models.resolve())
    with TwilioPeer.running() as twilio:
        environment = _environment(state_dir, free_port(), free_port(), twilio)
        with (state_dir / "up.log").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "up"], cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            yield _wait_for(process, state_dir, environment, twilio)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _wait_for(process: subprocess.Popen[bytes], state_dir: Path, environment: dict[str, str], twilio: TwilioPeer) -> Stack:
    deadline = time.monotonic() + READY_WITHIN_S
    while (state := read_run_state(state_dir)) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            logs = [state_dir / "up.log", *(state_dir / "logs").glob("*.log")]
            raise AssertionError(
                "the stack did not start:\n" + "\n".join(f"{log}:\n{log.read_text()[-3000:]}" for log in logs if log.exists())
            )
        time.sleep(0.1)
    settings = Settings(
        state_dir=state_dir,
        port=int(environment["GOODTERMS_PORT"]),
        rasa_port=int(environment["GOODTERMS_RASA_PORT"]),
        twilio_account_sid=twilio.account_sid,
        twilio_from=environment["GOODTERMS_TWILIO_FROM"],
        twilio_api_url=twilio.url,
    )
    lines = (state_dir / "demo-accounts.txt").read_text().split("\n")
    accounts = dict(line.split() for line in lines if line.strip())
    secrets = load_secrets(settings)
    return Stack(state.service_url, settings, secrets, accounts, open_ledger(settings), twilio, process, state_dir)
