"""A child process is kept, started again when it dies, and never left behind. Real processes; waiting is for events, never for a time."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from app.child import Child, ChildFailed, ChildSpec

pytestmark = pytest.mark.anyio
SLEEPER = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"


def _spec(folder: Path, program: str = SLEEPER, ready: Callable[[], Awaitable[bool]] | None = None) -> ChildSpec:
    sign = folder / "sign"

    async def there() -> bool:
        return sign.exists()

    return ChildSpec("sleeper", [sys.executable, "-c", program, str(sign)], folder / "log", ready or there, ready_within_s=20)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - a process is watched from outside
            await asyncio.sleep(0.02)


async def test_a_started_child_is_ready_and_a_stopped_one_is_gone(tmp_path: Path) -> None:
    child = Child(_spec(tmp_path))
    await child.start()
    pid = child.pid
    assert pid is not None and psutil.pid_exists(pid)
    await child.stop()
    assert not psutil.pid_exists(pid)


async def test_a_child_that_is_killed_is_started_again(tmp_path: Path) -> None:
    child = Child(_spec(tmp_path))
    await child.start()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await _until(lambda: child.restarts == 1 and child.pid != first)
    await child.stop()


async def test_a_child_that_cannot_be_started_again_at_this_moment_is_tried_once_more(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{SLEEPER}' \"$@\"\n")
    program.chmod(0o700)
    spec = _spec(tmp_path)
    child = Child(ChildSpec("sleeper", [str(program), str(tmp_path / "sign")], spec.log_path, spec.ready))
    await child.start()
    first = child.pid
    assert first is not None
    gone = program.rename(tmp_path / "away")
    os.kill(first, signal.SIGKILL)
    await _until(lambda: child.restarts == 2)
    gone.rename(program)
    await _until(lambda: child.pid != first)
    await child.stop()


async def test_a_child_that_fails_at_once_says_its_last_words(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    child = Child(_spec(tmp_path, "raise SystemExit('the model is missing')", never))
    with pytest.raises(ChildFailed, match="the model is missing"):
        await child.start()
    await child.stop()


async def test_a_child_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", _PARENT, str(tmp_path), stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        await _until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)


_PARENT = """
import asyncio, sys
from pathlib import Path
from app.child import Child, ChildSpec

async def main():
    sign = Path(sys.argv[1]) / "sign"
    async def ready():
        return sign.exists()
    program = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
    child = Child(ChildSpec("sleeper", [sys.executable, "-c", program, str(sign)], sign.parent / "log", ready))
    await child.start()
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
