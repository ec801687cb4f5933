"""Reads the running service's own figures from /metrics: resident memory and how late its event loop fires."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

LAG = "goodterms_event_loop_lag_seconds"
MEMORY = ("goodterms_process_resident_bytes", "process_resident_memory_bytes")
EVERY_S = 0.5


@dataclass(frozen=True)
class Sample:
    """One reading. `lag` maps a bucket's upper bound in seconds to how many were at most that late, since the service started."""

    memory_bytes: float | None
    lag: dict[float, float] = field(default_factory=dict)


def read_sample(exposition: str) -> Sample:
    """A reading from Prometheus text."""
    values: dict[str, float] = {}
    lag: dict[float, float] = {}
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            if sample.name == LAG + "_bucket":
                lag[float(sample.labels["le"])] = sample.value
            elif sample.name in MEMORY:
                values[sample.name] = sample.value
    return Sample(next((values[name] for name in MEMORY if name in values), None), lag)


def lag_ms(before: Sample, after: Sample, share: float) -> float | None:
    """The lag that `share` of all firings between two readings did not exceed, straight between bucket bounds; None without firings."""
    counts = sorted((bound, count - before.lag.get(bound, 0.0)) for bound, count in after.lag.items())
    total = counts[-1][1] if counts else 0.0
    if not total:
        return None
    wanted, low_bound, low_count = share * total, 0.0, 0.0
    for bound, count in counts:
        if count >= wanted:
            if bound == float("inf") or count == low_count:
                return low_bound * 1000
            return (low_bound + (bound - low_bound) * (wanted - low_count) / (count - low_count)) * 1000
        low_bound, low_count = bound, count
    return low_bound * 1000


@dataclass
class Watched:
    """What was read while a run lasted."""

    samples: list[Sample] = field(default_factory=list)

    def lag_ms_p95(self) -> float | None:
        """95th percentile of the loop's lag over the run."""
        return lag_ms(self.samples[0], self.samples[-1], 0.95) if len(self.samples) > 1 else None

    def mb_per_call(self, calls: int) -> float | None:
        """Highest resident memory of the run over that before it, shared out among the calls."""
        sizes = [sample.memory_bytes for sample in self.samples if sample.memory_bytes is not None]
        return (max(sizes) - sizes[0]) / calls / 2**20 if sizes else None


@contextlib.asynccontextmanager
async def watching(session: aiohttp.ClientSession, service_url: str) -> AsyncIterator[Watched]:
    """Reads before, every half second during, and after; a service without /metrics gives no samples."""
    watched = Watched()
    await _read(session, service_url, watched)
    task = asyncio.create_task(_keep_reading(session, service_url, watched))
    try:
        yield watched
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await _read(session, service_url, watched)


async def _keep_reading(session: aiohttp.ClientSession, service_url: str, watched: Watched) -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        await _read(session, service_url, watched)


async def _read(session: aiohttp.ClientSession, service_url: str, watched: Watched) -> None:
    try:
        async with session.get(service_url + "/metrics", timeout=aiohttp.ClientTimeout(total=5)) as answer:
            if answer.status == 200:
                watched.samples.append(read_sample(await answer.text()))
    except (aiohttp.ClientError, TimeoutError):
        return
