"""Figures of the running service for Prometheus. Labels come from fixed lists; no text, no ids, nothing of a person."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import fields

import psutil
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from telephony.ports import TurnTimes

STAGES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.2, 1.5, 2.0, 3.0, 5.0)
LAG = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
PROBE_EVERY_S = 0.02


class Figures:
    """All metrics of one process, in a registry of their own (nothing global, so that tests can hold several)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.loop_lag = self._histogram("event_loop_lag_seconds", "How late a timer of the event loop fires", LAG)
        self.stage = self._histogram("turn_stage_seconds", "From the end of speech to each stage of a turn", STAGES, ["stage"])
        self.first_audio_seconds = self._histogram("first_audio_seconds", "From the stream's start to the first audio sent", STAGES)
        self.rasa_turn = self._histogram("rasa_turn_seconds", "One turn in Rasa, its action included", STAGES)
        self.verdicts = self._counter("barge_in_total", "Decisions on sound that came while the bot spoke", ["verdict"])
        self.events = self._counter("telephony_events_total", "Things that should be rare on the phone side", ["event"])
        self.unavailable = self._counter("unavailable_total", "Times a part was away when it was needed", ["part"])
        self.calls_live = Gauge("goodterms_calls_live", "Calls with an open media stream", registry=self.registry)
        self.memory = Gauge("goodterms_process_resident_bytes", "Resident memory of this process", registry=self.registry)
        process = psutil.Process()
        self.memory.set_function(lambda: float(process.memory_info().rss))

    def _histogram(self, name: str, what: str, buckets: tuple[float, ...], labels: Sequence[str] = ()) -> Histogram:
        return Histogram(f"goodterms_{name}", what, labels, buckets=buckets, registry=self.registry)

    def _counter(self, name: str, what: str, labels: Sequence[str]) -> Counter:
        return Counter(f"goodterms_{name}", what, labels, registry=self.registry)

    def turn(self, times: TurnTimes) -> None:
        """Every stage of one turn, counted from the end of the debtor's speech."""
        for stage in fields(times):
            at: float | None = getattr(times, stage.name)
            if at is not None and stage.name != "speech_ended":
                self.stage.labels(stage.name).observe(max(0.0, at - times.speech_ended))

    def count(self, event: str) -> None:
        """One more of something rare."""
        self.events.labels(event).inc()

    def barge_in(self, verdict: str) -> None:
        """One decision on sound that came while the bot spoke."""
        self.verdicts.labels(verdict).inc()

    def live(self, calls: int) -> None:
        """How many calls there are now."""
        self.calls_live.set(calls)

    def first_audio(self, seconds: float) -> None:
        """From a stream's start to its first audio."""
        self.first_audio_seconds.observe(seconds)

    @contextlib.asynccontextmanager
    async def watching_the_loop(self) -> AsyncIterator[None]:
        """Measures the event loop's lag for as long as the context is open."""
        task = asyncio.create_task(self._probe(), name="loop-lag")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _probe(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + PROBE_EVERY_S
            await asyncio.sleep(PROBE_EVERY_S)
            self.loop_lag.observe(max(0.0, loop.time() - due))
