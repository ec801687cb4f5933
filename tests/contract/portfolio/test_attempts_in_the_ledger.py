"""Contact attempts move on by callbacks that come late, twice and out of order; verdicts stay as they were given."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from contract.portfolio.ledger_cases import NOW, attempt

from portfolio.attempts import MOVES
from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from portfolio.records import AttemptState
from portfolio.words import Channel

S = AttemptState


def test_a_reserved_attempt_counts_at_once(ledger: Ledger) -> None:
    assert ledger.reserve_attempt(attempt("t1")) == attempt("t1")
    assert ledger.attempts("d1", NOW) == (attempt("t1"),)


def test_an_attempt_reserved_twice_is_one(ledger: Ledger) -> None:
    first = ledger.reserve_attempt(replace(attempt("t1"), reference="CA1"))
    assert ledger.reserve_attempt(attempt("t1")) == first
    assert ledger.reserve_attempt(replace(attempt("t2"), reference="CA1")) == first
    assert len(ledger.attempts("d1")) == 1


def test_every_pair_of_states_is_a_move_of_the_table_or_ignored(ledger: Ledger) -> None:
    for before, after in itertools.product(S, S):
        pair = f"{before}-{after}"
        ledger.reserve_attempt(attempt(pair, state=before))
        moved = ledger.move_attempt(pair, after)
        assert moved.state is (after if after in MOVES[before] else before), pair
        assert ledger.attempt(pair) == moved


def test_a_whole_call_is_followed_to_its_end_whatever_comes_late(ledger: Ledger) -> None:
    ledger.reserve_attempt(attempt("t1"))
    news = [S.STARTED, S.RINGING, S.CONNECTED, S.RINGING, S.CONVERSED, S.NO_ANSWER, S.CONNECTED, S.FAILED]
    assert [ledger.move_attempt("t1", state).state for state in news] == [
        S.STARTED, S.RINGING, S.CONNECTED, S.CONNECTED, S.CONVERSED, S.CONVERSED, S.CONVERSED, S.CONVERSED,
    ]  # fmt: skip


def test_a_call_that_rang_has_rung_even_if_it_was_cancelled_then(ledger: Ledger) -> None:
    for attempt_id in ("rang", "silent"):
        ledger.reserve_attempt(attempt(attempt_id))
    ledger.move_attempt("rang", S.RINGING)
    assert ledger.move_attempt("rang", S.CANCELLED).rang
    assert not ledger.move_attempt("silent", S.CANCELLED).rang


def test_the_carriers_reference_is_remembered_once_and_finds_the_attempt(ledger: Ledger) -> None:
    ledger.reserve_attempt(attempt("t1"))
    started = ledger.move_attempt("t1", S.STARTED, "CA1")
    assert ledger.attempt_by_reference("CA1") == started
    assert ledger.move_attempt("t1", S.RINGING, "CA2").reference == "CA1"
    assert ledger.attempt_by_reference("CA2") is None


def test_only_attempts_since_the_given_instant_are_listed(ledger: Ledger) -> None:
    ledger.reserve_attempt(attempt("old", NOW - timedelta(days=8)))
    ledger.reserve_attempt(attempt("new", NOW))
    assert [one.id for one in ledger.attempts("d1", NOW - timedelta(days=7))] == ["new"]
    assert [one.id for one in ledger.attempts("d1")] == ["old", "new"]


def test_an_unknown_attempt_cannot_move(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ledger.move_attempt("t9", S.STARTED)
    assert ledger.attempt("t9") is None


def test_a_verdict_stays_as_it_was_given(ledger: Ledger) -> None:
    ledger.store_verdict("d1", Channel.VOICE, NOW, '{"rule": "CN-01"}')
    (kept,) = ledger.verdicts("d1")
    assert (kept.debtor_id, kept.channel, kept.at, kept.verdict) == ("d1", Channel.VOICE, NOW, '{"rule": "CN-01"}')


def test_the_log_keeps_the_order_and_carries_ids(ledger: Ledger) -> None:
    ledger.event("call_placed", NOW, attempt="t1", debtor="d1")
    ledger.event("call_ended", NOW, attempt="t1")
    assert [(one.kind, one.ids) for one in ledger.events()] == [
        ("call_placed", (("attempt", "t1"), ("debtor", "d1"))),
        ("call_ended", (("attempt", "t1"),)),
    ]
    assert [one.kind for one in ledger.events("call_ended")] == ["call_ended"]
