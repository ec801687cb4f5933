"""One child process that `goodterms up` keeps: started, watched, started again when it dies, and never left behind."""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger()

PR_SET_PDEATHSIG = 1
STOP_WITHIN_S = 20.0
CALM_AFTER_S = 60.0


_LIBC = ctypes.CDLL(None)  # looked up here: between fork and exec another thread may hold the loader's lock


def die_with_parent() -> None:
    """Run in a new child before it becomes its program: it ends when its parent does, however that ends."""
    # A supervisor killed with SIGKILL cannot clean up; the kernel then does it for us (Linux prctl(2)).
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(frozen=True)
class ChildSpec:
    """What to run. `ready` returns once the process answers; `log_path` takes its output."""

    name: str
    command: Sequence[str]
    log_path: Path
    ready: Callable[[], Awaitable[bool]]
    env: Mapping[str, str] = field(repr=False, default_factory=dict)
    ready_within_s: float = 120.0


class ChildFailed(Exception):
    """The child did not become ready; the message says where its log is."""


class Child:
    """Runs a spec until stopped. A child that dies is started again, ever more slowly if it keeps dying."""

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self.restarts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Starts it and returns once it is ready. Raises ChildFailed."""
        self._spawn()
        await self._until_ready()
        self._watch = asyncio.create_task(self._keep(), name=f"keep-{self.spec.name}")

    def _spawn(self) -> None:
        self.spec.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self.spec.log_path.open("ab") as output:
            self._process = subprocess.Popen(
                list(self.spec.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.spec.env},
                preexec_fn=die_with_parent,  # noqa: PLW1509 - prctl alone, safe between fork and exec
                start_new_session=True,
            )

    async def _until_ready(self) -> None:
        assert self._process is not None  # noqa: S101 - only called after _spawn
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.spec.ready_within_s
        while not await self.spec.ready():
            if self._process.poll() is not None:
                raise ChildFailed(f"{self.spec.name} stopped while starting; its last words:\n{self._last_words()}")
            if loop.time() > deadline:
                raise ChildFailed(f"{self.spec.name} was not ready after {self.spec.ready_within_s:.0f} s; see {self.spec.log_path}")
            await asyncio.sleep(0.1)

    def _last_words(self) -> str:
        lines = self.spec.log_path.read_text(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-8:])

    async def _keep(self) -> None:
        pause = 0.5
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            await asyncio.sleep(0.5)
            if self._process is None or self._process.poll() is None:
                continue
            self.restarts += 1
            log.warning("child_died", child=self.spec.name, code=self._process.returncode, restarts=self.restarts)
            pause = 0.5 if loop.time() - began > CALM_AFTER_S else min(pause * 2, 30.0)
            await asyncio.sleep(pause)
            began = loop.time()
            try:
                self._spawn()
            except OSError as error:  # no memory or no disk at this moment: the dead one stands, and the next round tries again
                log.error("child_not_started", child=self.spec.name, kind=type(error).__name__)

    async def stop(self) -> None:
        """Asks it to end, waits, and kills its whole group if it does not."""
        if self._watch:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(process.wait, STOP_WITHIN_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.to_thread(process.wait)
        self._process = None
