"""The whole product as a user starts it, `goodterms up`, on free ports and in a folder of its own, with the peer that plays Twilio."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from peers.twilio_rest import TwilioPeer

from app.run_state import free_port, read_run_state
from app.settings import PROJECT, Secrets, Settings, load_secrets
from app.wiring import open_ledger
from portfolio.ledger import Ledger

READY_WITHIN_S = 180
STOPPED_WITHIN_S = 60
SIGNS = {"redis": "redis-server", "rasa": "--enable-api", "service": "app.cli service", "worker": "app.cli worker"}
"""What the command line of each part holds."""
UP = (sys.executable, "-m", "app.cli", "up")


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
    environment: dict[str, str]
    """For commands that should reach this stack and no other."""

    def part(self, name: str) -> psutil.Process:
        """The process of one part: `redis`, `rasa`, `service` or `worker`. Raises LookupError while it is not there."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                if SIGNS[name] in " ".join(child.cmdline()):
                    return child
        raise LookupError(f"no {name} runs")


def environment_of(state_dir: Path, port: int, rasa_port: int, **more: str) -> dict[str, str]:
    """Our own environment without any setting of the person who runs the tests."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("GOODTERMS_")}
    return own | {
        "GOODTERMS_STATE_DIR": str(state_dir),
        "GOODTERMS_PORT": str(port),
        "GOODTERMS_RASA_PORT": str(rasa_port),
        **more,
    }


def lay_models(state_dir: Path, trained: Path) -> None:
    """The state folder holds the model that was trained before, so that nothing is trained again."""
    state_dir.mkdir(parents=True, exist_ok=True)
    (state_dir / "rasa").symlink_to(trained.resolve())


@contextlib.contextmanager
def running_stack(state_dir: Path, trained: Path, **settings: str) -> Iterator[Stack]:
    """`goodterms up`, ready; stopped with Ctrl-C at the end."""
    lay_models(state_dir, trained)
    with TwilioPeer.running() as twilio:
        environment = environment_of(
            state_dir,
            free_port(),
            free_port(),
            GOODTERMS_TWILIO_ACCOUNT_SID=twilio.account_sid,
            GOODTERMS_TWILIO_AUTH_TOKEN=twilio.auth_token,
            GOODTERMS_TWILIO_FROM="+15550100000",
            GOODTERMS_TWILIO_API_URL=twilio.url,
            **settings,
        )
        process = start_up(state_dir, environment)
        try:
            yield _wait_for(process, state_dir, environment, twilio)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=STOPPED_WITHIN_S)


def start_up(state_dir: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """`goodterms up` with its output in `up.log`, not waited for."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "up.log").open("wb") as output:
        return subprocess.Popen(UP, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT)


def until(found: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Returns as soon as `found()` holds; fails after the bound."""
    deadline = time.monotonic() + seconds
    while not found():
        if time.monotonic() > deadline:
            raise AssertionError(f"within {seconds:.0f} s it did not happen that {what}")
        time.sleep(0.05)


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
        redis_url=state.redis_url,
        database_url=None,
        twilio_account_sid=twilio.account_sid,
        twilio_from=environment["GOODTERMS_TWILIO_FROM"],
        twilio_api_url=twilio.url,
    )
    lines = (state_dir / "demo-accounts.txt").read_text().split("\n")
    accounts = dict(line.split() for line in lines if line.strip())
    return Stack(
        state.service_url, settings, load_secrets(settings), accounts, open_ledger(settings), twilio, process, state_dir, environment
    )
