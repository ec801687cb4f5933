"""The background worker: takes jobs from Redis, and puts due work from SQL into them. What is due lives in SQL, never in the job engine."""

import asyncio
import contextlib
import signal

import dramatiq
import structlog

from app.broker_redis import build_broker, send
from app.jobs import Jobs, declare
from app.logs import configure_logs
from app.settings import Settings
from app.wiring import Office, open_office
from handoff.reconcile import EVERY_S
from portfolio.failures import BadInput, Unavailable
from portfolio.ledger import Ledger

log = structlog.get_logger()

LOOK_EVERY_S = 5.0
THREADS = 2


def work(settings: Settings) -> None:
    """Works until SIGTERM or Ctrl-C."""
    configure_logs(settings.log_level)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    if settings.redis_url is None:
        raise BadInput("no Redis: `goodterms up` starts one, or set GOODTERMS_REDIS_URL")
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with open_office(settings) as office:
        broker = build_broker(settings.redis_url)
        jobs = declare(broker, office, loop)
        worker = dramatiq.Worker(broker, worker_threads=THREADS, worker_timeout=1000)
        worker.start()
        log.info("worker_started")
        try:
            await _schedule(office, jobs, stopping)
        finally:
            await asyncio.to_thread(worker.stop)
            broker.close()


async def _schedule(office: Office, jobs: Jobs, stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    next_reconcile = loop.time()
    while not stopping.is_set():
        try:
            if loop.time() >= next_reconcile:
                next_reconcile = loop.time() + EVERY_S
                await asyncio.to_thread(send, jobs.reconcile)
            for callback in await asyncio.to_thread(office.ledger.due_callbacks, office.clock()):
                await asyncio.to_thread(hand_over, office.ledger, jobs, callback.id)
        except Unavailable as away:
            log.warning("schedule_waits", part=away.part)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), LOOK_EVERY_S)


def hand_over(ledger: Ledger, jobs: Jobs, callback_id: int) -> None:
    """A due call-back becomes a job, once, whoever else looks; where the queue is away it stays due."""
    # Taking it is one guarded step in SQL, so that two workers never call the same person.
    if ledger.take_callback(callback_id) is None:
        return
    try:
        send(jobs.call_back, callback_id)
    except Unavailable:
        ledger.put_back_callback(callback_id)
        raise
