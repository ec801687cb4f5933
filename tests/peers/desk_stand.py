"""The desk on a stand: its real routes on a real SQLite database with the demo book; who waits and what was said is set up by the test."""

import itertools
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from fastapi import FastAPI

from app.accounts import Accounts
from app.console.ports import Desk
from app.console.router_desk import router
from app.sessions import Sessions
from compliance.wording import check_wording
from handoff.bell import LocalBell
from handoff.handoffs import Handoffs
from handoff.queue_memory import MemoryQueue
from handoff.tickets import HandoffRequest, Ticket, TicketReason
from handoff.tickets_sql import TicketBook
from portfolio.database import open_database
from portfolio.demo_book import load_demo_book
from portfolio.failures import BadInput, Unavailable
from portfolio.ledger import Ledger
from portfolio.records import ConversationRecord, Utterance, Word
from portfolio.words import Channel, Clock, Direction, Locale, Speaker

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class StandClock:
    """Moves only when told."""

    now: datetime = datetime(2026, 3, 11, 14, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class HeardTransfers:
    """A carrier that writes down what it was asked; `fails` makes it unreachable."""

    fails: bool = False
    called: list[tuple[str, str]] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    async def call_to_agent(self, ticket: Ticket, agent_number: str) -> None:
        if self.fails:
            raise Unavailable("twilio")
        if agent_number.endswith("000"):
            raise BadInput("this number cannot be called")
        self.called.append((ticket.id, agent_number))

    async def back_to_bot(self, ticket: Ticket) -> None:
        self.returned.append(ticket.id)


class DeskStand:
    """`app` serves the desk; `passwords` are those of the two demo accounts."""

    def __init__(self, folder: Path, clock: Clock | None = None, transfers: HeardTransfers | None = None) -> None:
        self.clock = clock or StandClock()
        shutil.copy(_filled(self.clock()), folder / "desk.sqlite3")
        self.engine = open_database(f"sqlite:///{folder}/desk.sqlite3")
        self.ledger = Ledger(self.engine)
        self.accounts = Accounts(self.engine, self.clock, QUICK)
        self.passwords = self.accounts.add_missing_demo()
        self.bell = LocalBell(poll_s=0.2)
        self.queue = MemoryQueue()
        self._ids = itertools.count(1)
        new_id: Callable[[], str] = self.new_id
        self.handoffs = Handoffs(
            book=TicketBook(self.engine), queue=self.queue, presence=self.queue, bell=self.bell, clock=self.clock, new_id=new_id
        )
        self.desk = Desk(
            ledger=self.ledger,
            handoffs=self.handoffs,
            bell=self.bell,
            accounts=self.accounts,
            sessions=Sessions("a secret of this test only, long enough", secure=False),
            wording=check_wording,
            clock=self.clock,
            new_id=new_id,
            transfers=transfers,
        )
        self.app = FastAPI()
        self.app.include_router(router(self.desk))

    def new_id(self) -> str:
        return f"n{next(self._ids)}"

    def conversation(
        self,
        conversation_id: str,
        debtor_id: str | None,
        said: tuple[tuple[Speaker, str], ...],
        *,
        channel: Channel = Channel.CHAT,
        verified: bool = True,
    ) -> None:
        """A conversation with these lines, eight seconds apart, that ended just now."""
        debtor = None if debtor_id is None else self.ledger.debtor(debtor_id)
        locale = Locale.EN_US if debtor is None else debtor.locale
        began = self.clock() - timedelta(seconds=8 * len(said) + 20)
        self.ledger.open_conversation(
            ConversationRecord(
                conversation_id, channel, Direction.INBOUND, locale, began, debtor_id=debtor_id, verified_at=began if verified else None
            )
        )
        for number, (speaker, text) in enumerate(said):
            at = began + timedelta(seconds=8 * number)
            line = Utterance(self.new_id(), conversation_id, 0, speaker, locale, at, at + timedelta(seconds=3), text)
            self.ledger.append_utterance(_as_heard(line) if channel is Channel.VOICE else line)

    async def ticket(self, conversation_id: str, reason: TicketReason, summary: str = "") -> Ticket:
        """Its conversation waits for a human."""
        record = self.ledger.conversation(conversation_id)
        assert record is not None
        verified = record.verified_at is not None
        return await self.handoffs.open(
            HandoffRequest(conversation_id, record.debtor_id, record.channel, record.locale, reason, verified, summary)
        )

    def close(self) -> None:
        self.engine.dispose()


@cache
def _filled(now: datetime) -> Path:
    """A database with the demo book, made once per test run."""
    path = Path(tempfile.mkdtemp(prefix="desk-")) / "filled.sqlite3"
    engine = open_database(f"sqlite:///{path}")
    load_demo_book(Ledger(engine), now)
    engine.dispose()
    return path


def _as_heard(line: Utterance) -> Utterance:
    """The line with what a call adds: "~word" was recognised with little confidence, a trailing "…" was cut off by a barge-in."""
    heard = replace(line, text=line.text.replace("~", "").rstrip("…"), complete=not line.text.endswith("…"), via="speech")
    if line.speaker is not Speaker.DEBTOR:
        return heard
    words = tuple(
        Word(each.strip("~"), n * 0.3, n * 0.3 + 0.3, 0.35 if each.startswith("~") else 0.93) for n, each in enumerate(line.text.split())
    )
    return replace(heard, words=words, confidence=0.86)
