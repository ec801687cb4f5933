"""The worker's jobs on Dramatiq. Each may run twice (a killed worker's job comes back) and must then change nothing more."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import dramatiq
import structlog
from dramatiq.brokers.redis import RedisBroker

from app.callbacks import call_back
from app.housekeeping import tidy_up
from app.wiring import Office
from portfolio.failures import Unavailable

log = structlog.get_logger()


@dataclass(frozen=True)
class Jobs:
    """The jobs as actors of one broker."""

    call_back: dramatiq.Actor[..., Any]
    reconcile: dramatiq.Actor[..., Any]


def declare(broker: RedisBroker, office: Office, loop: asyncio.AbstractEventLoop) -> Jobs:
    """Declares the jobs. They run on `loop`, which owns the office; the worker's threads only wait."""

    def on_loop(work: Callable[..., Awaitable[object]]) -> Callable[..., None]:
        def run(*args: Any) -> None:
            async def begin() -> object:
                return await work(*args)

            asyncio.run_coroutine_threadsafe(begin(), loop).result()

        return run

    async def reconcile() -> None:
        await office.reconciler.run_once()
        await tidy_up(office)

    async def back(callback_id: int) -> None:
        outcome = await call_back(office, callback_id)
        log.info("callback_done", callback_id=callback_id, outcome=outcome)

    def actor(name: str, work: Callable[..., Awaitable[object]], **options: Any) -> dramatiq.Actor[..., Any]:
        made: dramatiq.Actor[..., Any] = dramatiq.actor(broker=broker, actor_name=name, **options)(on_loop(work))
        return made

    return Jobs(
        call_back=actor("call_back", back, max_retries=5, throws=(), min_backoff=15_000, max_backoff=600_000),
        # The next round comes by itself: an old one has no value.
        reconcile=actor("reconcile", reconcile, max_retries=0, max_age=60_000, throws=(Unavailable,)),
    )
