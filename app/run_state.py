"""Where a running Goodterms can be found: `goodterms up` writes it, the other commands read it."""

import contextlib
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class RunState:
    """Addresses of the processes of one running stack. `pid` is that of `goodterms up`."""

    pid: int
    service_url: str
    rasa_url: str
    redis_url: str = field(repr=False)


def _path(state_dir: Path) -> Path:
    return state_dir / "running.json"


def write_private(path: Path, text: str) -> None:
    """A whole file that only its owner may read, never seen half-written."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)  # one that a killed process left behind may be anybody's
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)


@contextlib.contextmanager
def only_one(state_dir: Path) -> Iterator[bool]:
    """True inside for the one process that may run a stack on this folder, False for every other; the kernel frees it at the end."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def write_run_state(state_dir: Path, state: RunState) -> None:
    """Publishes it to the owner of the state folder alone (the Redis address holds a password)."""
    state_dir.mkdir(parents=True, exist_ok=True)
    write_private(_path(state_dir), json.dumps(asdict(state)))


def read_run_state(state_dir: Path) -> RunState | None:
    """The running stack, or None when none runs (a file left by a killed one does not count)."""
    try:
        state = RunState(**json.loads(_path(state_dir).read_text()))
        os.kill(state.pid, 0)
    except (OSError, ValueError, TypeError):
        return None
    return state


def remove_run_state(state_dir: Path) -> None:
    """Says that nothing runs any more."""
    with contextlib.suppress(FileNotFoundError):
        _path(state_dir).unlink()


def free_port(*but_not: int) -> int:
    """A loopback port that nothing listens on at this moment, and that nobody is about to (`but_not`)."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in but_not:
            return port


def port_is_taken(host: str, port: int) -> bool:
    """Whether somebody already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
