"""Asking and reserving are one act, on a real database, however many ask at once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from compliance.gate import Allowed, Refused
from compliance.permission import Request, ask
from compliance.rulebook import load_rulebooks
from portfolio.demo_book import load_demo_book
from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from portfolio.records import AttemptState, ContactAttempt, RaisedFlag
from portfolio.words import Channel, Direction, Flag

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NUMBER = "+8613800000000"
BOOKS = load_rulebooks()


@pytest.fixture
def ledger(database_url: str, open_engine: Callable[[str], Engine]) -> Ledger:
    ledger = Ledger(open_engine(database_url))
    load_demo_book(ledger, NOON)
    return ledger


def test_a_yes_reserves_the_attempt_and_keeps_the_verdict(ledger: Ledger) -> None:
    permission = ask(ledger, BOOKS, Request("t1", "d1", Channel.VOICE), NOON)
    assert isinstance(permission.verdict, Allowed)
    assert permission.attempt == ContactAttempt("t1", "d1", Channel.VOICE, Direction.OUTBOUND, AttemptState.RESERVED, NOON, None, NUMBER)
    assert ledger.attempts("d1") == (permission.attempt,)
    kept = json.loads(ledger.verdicts("d1")[0].verdict)
    assert (kept["verdict"], "CN-01" in kept["rules"]) == ("allowed", True)


def test_a_no_reserves_nothing_and_keeps_rule_reason_and_time(ledger: Ledger) -> None:
    night = NOON.replace(hour=23)
    permission = ask(ledger, BOOKS, Request("t1", "d1", Channel.VOICE), night)
    assert isinstance(permission.verdict, Refused)
    assert permission.attempt is None
    assert ledger.attempts("d1") == ()
    kept = json.loads(ledger.verdicts("d1")[0].verdict)
    assert (kept["rule"], set(kept["reason"])) == ("CN-01", {"zh-CN", "en-US"})
    assert datetime.fromisoformat(kept["retry_at"]) == NOON.replace(day=12, hour=8, minute=30)


def test_fifty_at_once_for_the_last_free_place_get_one_yes(ledger: Ledger) -> None:
    for days in range(1, 7):
        at = NOON - timedelta(days=days)
        ledger.reserve_attempt(
            ContactAttempt(f"old{days}", "d1", Channel.VOICE, Direction.OUTBOUND, AttemptState.NO_ANSWER, at, None, NUMBER)
        )
    with ThreadPoolExecutor(16) as pool:
        permissions = list(pool.map(lambda n: ask(ledger, BOOKS, Request(f"t{n}", "d1", Channel.VOICE), NOON), range(50)))
    assert sum(isinstance(one.verdict, Allowed) for one in permissions) == 1
    assert len(ledger.attempts("d1", NOON)) == 1
    assert len(ledger.verdicts("d1")) == 50


def test_a_call_that_was_busy_or_failed_leaves_room_for_another_later(ledger: Ledger) -> None:
    ask(ledger, BOOKS, Request("t1", "d1", Channel.VOICE), NOON)
    ledger.move_attempt("t1", AttemptState.FAILED)
    assert isinstance(ask(ledger, BOOKS, Request("t2", "d1", Channel.VOICE), NOON).verdict, Allowed)


def test_the_first_usable_number_is_taken_where_none_is_named(ledger: Ledger) -> None:
    ledger.raise_flag("d1", RaisedFlag(Flag.WRONG_NUMBER, NOON, "debtor", "c1", NUMBER))
    permission = ask(ledger, BOOKS, Request("t1", "d1", Channel.VOICE), NOON)
    assert isinstance(permission.verdict, Refused)
    assert permission.verdict.rule == "CN-06"


def test_nobody_asks_about_a_debtor_whom_we_do_not_know(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ask(ledger, BOOKS, Request("t1", "d99", Channel.VOICE), NOON)
