"""The ears of a call: `Ears` holds what all calls share, `Listener` is one caller's.

The event loop only hands sound over; all work is done in a bounded pool of threads (Kaldi and onnxruntime free the GIL).
"""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Self

from speech.events import ListenerEvent
from speech.failures import ListenerClosed
from speech.hearing import Hearing
from speech.mulaw import RATE

_BATCH_BYTES = int(0.06 * RATE)

Step = bytes | Callable[[Hearing], list[ListenerEvent]]


class Listener:
    """One caller's ear. `feed`, `expect`, `switch` never block; `next` waits for what was heard. Belongs to the loop that made it."""

    def __init__(self, make: Callable[[], Hearing], pool: Executor) -> None:
        self._loop = asyncio.get_running_loop()
        self._make = make
        self._hearing: Hearing | None = None
        self._pool = pool
        self._steps: deque[Step] = deque()
        self._waiting_bytes = 0
        self._bytes = 0
        self._busy = False
        self._closed = False
        self._events: asyncio.Queue[ListenerEvent | BaseException] = asyncio.Queue()

    @property
    def clock_s(self) -> float:
        """Sound received so far, in seconds: the stream's own clock."""
        return self._bytes / RATE

    def feed(self, mulaw: bytes) -> None:
        """Takes the next sound of the caller, any number of bytes."""
        if self._closed or not mulaw:
            return
        self._steps.append(mulaw)
        self._bytes += len(mulaw)
        self._waiting_bytes += len(mulaw)
        self._work()

    def expect(self, expects: str, digits: int | None = None) -> None:
        """What the bot's last question asked for (`digits`: how many of them); the end of turn fits it from this sound on."""
        self._steps.append(lambda hearing: hearing.expect(expects, digits))

    def switch(self, locale: str) -> None:
        """Recognises this language from this sound on."""
        self._steps.append(lambda hearing: hearing.switch(locale))

    async def next(self) -> ListenerEvent:
        """The next thing that was heard; raises `ListenerClosed` once closed and all told."""
        if self._closed and self._events.empty():
            raise ListenerClosed
        event = await self._events.get()
        if isinstance(event, BaseException):
            raise event
        return event

    def close(self) -> None:
        """Hears no more and frees the recogniser; whoever waits in `next` is told."""
        if self._closed:
            return
        self._closed = True
        self._steps.clear()
        if not self._busy:
            self._hearing = None
        self._events.put_nowait(ListenerClosed())

    def _work(self) -> None:
        if self._busy or self._closed or self._waiting_bytes < _BATCH_BYTES:
            return
        steps = list(self._steps)
        self._steps.clear()
        self._waiting_bytes = 0
        self._busy = True
        self._loop.run_in_executor(self._pool, self._hear, steps).add_done_callback(self._heard)

    def _hear(self, steps: list[Step]) -> list[ListenerEvent]:
        """Runs in the pool, never twice at once for one listener."""
        if self._hearing is None:
            self._hearing = self._make()
        events: list[ListenerEvent] = []
        sound = b""
        for step in steps:
            if isinstance(step, bytes):
                sound += step
                continue
            if sound:
                events += self._hearing.accept(sound)
                sound = b""
            events += step(self._hearing)
        return events + self._hearing.accept(sound) if sound else events

    def _heard(self, done: asyncio.Future[list[ListenerEvent]]) -> None:
        self._busy = False
        if self._closed or done.cancelled():
            self._hearing = None
            return
        error = done.exception()
        if error is not None:
            self._events.put_nowait(error)
            self.close()
            return
        for event in done.result():
            self._events.put_nowait(event)
        self._work()


class Ears:
    """What all calls share: a loaded model per locale, the voice activity network, the pool of threads."""

    def __init__(self, make_hearing: Callable[[str], Hearing], locales: frozenset[str], threads: int | None = None) -> None:
        self._make_hearing = make_hearing
        self.locales = locales
        self._pool = ThreadPoolExecutor(threads or max(2, min(8, os.cpu_count() or 2)), thread_name_prefix="ears")

    @classmethod
    def load(cls, models: Mapping[str, Path], threads: int | None = None) -> Self:
        """Loads a model folder per locale (blocks; raises `ModelMissing` with what to do)."""
        # native libraries of 50 MB that only a process with ears should hold
        from speech.asr.vosk_ears import VoskModel, VoskRecognisers  # noqa: PLC0415
        from speech.silero_activity import SileroModel  # noqa: PLC0415

        loaded = {locale: VoskModel(Path(folder)) for locale, folder in models.items()}
        silero = SileroModel()
        return cls(lambda locale: Hearing(silero.activity(), VoskRecognisers(loaded), locale), frozenset(loaded), threads)

    def listener(self, locale: str) -> Listener:
        """An ear for one call, at once; its recogniser is made in the pool. Call it on the event loop."""
        if locale not in self.locales:
            raise ValueError(f"no recognition model is loaded for {locale}")
        return Listener(lambda: self._make_hearing(locale), self._pool)

    def close(self) -> None:
        """Frees the pool; live listeners hear no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
