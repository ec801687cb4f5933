"""What is due becomes a job once, and is due again where the queue is away."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dramatiq
import pytest

from app.broker_redis import build_broker, send
from app.jobs import Jobs
from app.worker import hand_over
from portfolio.database import open_database
from portfolio.demo_book import load_demo_book
from portfolio.failures import Unavailable
from portfolio.ledger import Ledger
from portfolio.words import Channel

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    engine = open_database(f"sqlite:///{tmp_path}/book.sqlite3")
    book = Ledger(engine)
    load_demo_book(book, NOW)
    book.add_callback("d1", NOW, None, Channel.VOICE, asked_at=NOW)
    yield book
    engine.dispose()


def _jobs(redis_url: str) -> Jobs:
    broker = build_broker(redis_url)

    def nothing(*_: object) -> None:
        """A job that is never done here."""

    def job(name: str) -> "dramatiq.Actor[..., None]":
        return dramatiq.actor(broker=broker, actor_name=name)(nothing)

    return Jobs(job("call_back"), job("reconcile"))


def test_a_callback_stays_due_while_redis_is_away(ledger: Ledger) -> None:
    (due,) = ledger.due_callbacks(NOW)
    jobs = _jobs("redis://127.0.0.1:1/0")
    for _ in range(2):
        with pytest.raises(Unavailable, match="redis"):
            hand_over(ledger, jobs, due.id)
        assert ledger.due_callbacks(NOW) == (due,)


def test_a_callback_that_somebody_else_sees_to_is_left_alone(ledger: Ledger) -> None:
    (due,) = ledger.due_callbacks(NOW)
    assert ledger.take_callback(due.id) is not None
    hand_over(ledger, _jobs("redis://127.0.0.1:1/0"), due.id)
    assert ledger.due_callbacks(NOW) == ()


def test_a_job_that_cannot_be_put_into_the_queue_is_unavailable_and_no_error_of_redis() -> None:
    with pytest.raises(Unavailable, match="redis"):
        send(_jobs("redis://127.0.0.1:1/0").reconcile)
