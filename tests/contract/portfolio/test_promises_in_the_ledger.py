"""Promises: the last one holds, and a promise only moves as its table says."""

import itertools

import pytest
from contract.portfolio.ledger_cases import promise

from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from portfolio.promises import MOVES
from portfolio.records import PromiseState

S = PromiseState


def test_a_promise_is_open_and_comes_back_as_it_was_made(ledger: Ledger) -> None:
    assert ledger.record_promise(promise("p1")) == promise("p1")
    assert ledger.promises("d1") == (promise("p1"),)


def test_a_new_promise_cancels_the_open_one_of_the_account(ledger: Ledger) -> None:
    ledger.record_promise(promise("p1"))
    ledger.record_promise(promise("p2", "800"))
    assert [(one.id, one.state) for one in ledger.promises("d1")] == [("p1", S.CANCELLED), ("p2", S.OPEN)]


def test_a_promise_recorded_twice_is_one(ledger: Ledger) -> None:
    ledger.record_promise(promise("p1"))
    ledger.move_promise("p1", S.KEPT)
    assert ledger.record_promise(promise("p1")).state is S.KEPT
    assert len(ledger.promises("d1")) == 1


def test_a_kept_promise_stays_when_a_new_one_is_made(ledger: Ledger) -> None:
    ledger.record_promise(promise("p1"))
    ledger.move_promise("p1", S.KEPT)
    ledger.record_promise(promise("p2"))
    assert [one.state for one in ledger.promises("d1")] == [S.KEPT, S.OPEN]


def test_every_pair_of_states_is_a_move_of_the_table_or_an_error(ledger: Ledger) -> None:
    for before, after in itertools.permutations(S, 2):
        pair = f"{before}-{after}"
        ledger.record_promise(promise(pair))
        if before is not S.OPEN:
            ledger.move_promise(pair, before)
        if after in MOVES[before]:
            assert ledger.move_promise(pair, after).state is after
        else:
            with pytest.raises(BadInput, match=f"is {before} cannot become {after}"):
                ledger.move_promise(pair, after)


def test_the_same_state_again_is_no_move(ledger: Ledger) -> None:
    ledger.record_promise(promise("p1"))
    assert ledger.move_promise("p1", S.BROKEN) == ledger.move_promise("p1", S.BROKEN)


def test_an_unknown_promise_cannot_move(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ledger.move_promise("p9", S.KEPT)
