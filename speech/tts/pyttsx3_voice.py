"""pyttsx3 as a clause engine: a few killable worker processes per language; a clause that takes too long costs its worker, not the call."""

import asyncio
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from speech.failures import VoiceUnavailable
from speech.tts.polish import polish
from speech.tts.pyttsx3_worker import HEADER

_TRIES: Final = 2
WORKER_COMMAND: Final = (sys.executable, "-m", "speech.tts.pyttsx3_worker")


@dataclass(frozen=True)
class VoiceChoice:
    """How one language sounds. `gain` brings this voice to about -20 dBFS."""

    voice: str
    rate: int
    gain: float


VOICES: Final[Mapping[str, VoiceChoice]] = {
    "en-US": VoiceChoice("gmw/en-us", 150, 1.04),
    "zh-CN": VoiceChoice("sit/cmn-latn-pinyin", 205, 0.85),
}


class _Worker:
    """One process with one engine."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.warm = False

    @classmethod
    async def start(cls, choice: VoiceChoice, command: tuple[str, ...]) -> "_Worker":
        process = await asyncio.create_subprocess_exec(
            *command,
            choice.voice,
            str(choice.rate),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=worker_environment(),
        )
        return cls(process)

    async def render(self, clause: str, bound_s: float) -> tuple[int, bytes]:
        """Rate and samples, or an error within the bound."""
        to_worker, from_worker = self._process.stdin, self._process.stdout
        if to_worker is None or from_worker is None:
            raise ConnectionError("the worker has no pipes")
        async with asyncio.timeout(bound_s):
            to_worker.write(json.dumps(clause).encode() + b"\n")
            await to_worker.drain()
            rate, size = HEADER.unpack(await from_worker.readexactly(HEADER.size))
            sound = await from_worker.readexactly(size)
        self.warm = True
        return rate, sound

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Pyttsx3Engine:
    """Renders clauses with at most `workers` processes per language, started when first needed."""

    def __init__(
        self,
        voices: Mapping[str, VoiceChoice] = VOICES,
        workers: int = 2,
        command: tuple[str, ...] = WORKER_COMMAND,
        start_bound_s: float = 8.0,
        clause_bound_s: float = 2.0,
    ) -> None:
        self._voices = voices
        self._command = command
        self._start_bound_s = start_bound_s
        self._clause_bound_s = clause_bound_s
        self._idle: dict[str, list[_Worker]] = {locale: [] for locale in voices}
        self._room = {locale: asyncio.Semaphore(workers) for locale in voices}
        self._closed = False

    def identity(self, locale: str) -> str:
        """What the sound depends on, for cache keys."""
        choice = self._voices[locale]
        return f"pyttsx3-{importlib.metadata.version('pyttsx3')}/espeakng-{_loader_version()}/{choice.voice}/{choice.rate}/{choice.gain}/1"

    async def render(self, clause: str, locale: str) -> bytes:
        """The clause as trimmed mu-law; raises `VoiceUnavailable` after two workers failed."""
        if self._closed:
            raise VoiceUnavailable("the voice was closed")
        gain = self._voices[locale].gain
        async with self._room[locale]:
            for _ in range(_TRIES):
                try:
                    worker = self._idle[locale].pop() if self._idle[locale] else await _Worker.start(self._voices[locale], self._command)
                except OSError:  # no memory for a process, or no such program
                    continue
                try:
                    rate, sound = await worker.render(clause, self._clause_bound_s if worker.warm else self._start_bound_s)
                except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
                    await worker.kill()
                    continue
                except BaseException:
                    await worker.kill()
                    raise
                if self._closed:
                    await worker.kill()
                else:
                    self._idle[locale].append(worker)
                if sound:
                    return await asyncio.to_thread(polish, np.frombuffer(sound, dtype=np.int16), rate, gain)
        raise VoiceUnavailable(f"no worker could speak a {locale} clause of {len(clause)} characters")

    async def close(self) -> None:
        """Ends all workers that wait; those at work end with their clause."""
        self._closed = True
        for workers in self._idle.values():
            while workers:
                await workers.pop().kill()


def worker_environment() -> dict[str, str]:
    """The environment in which pyttsx3's driver finds espeak-ng: the packaged one if it is installed, else the system's."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    spec = importlib.util.find_spec("espeakng_loader")
    if spec is not None and spec.origin is not None:
        home = Path(spec.origin).parent
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, (str(home), os.environ.get("LD_LIBRARY_PATH"))))
        environment["ESPEAK_DATA_PATH"] = str(home / "espeak-ng-data")
    return environment


def _loader_version() -> str:
    try:
        return importlib.metadata.version("espeakng-loader")
    except importlib.metadata.PackageNotFoundError:
        return "system"
