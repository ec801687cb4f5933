"""What is done in one transaction happens whole or not at all, and the database says clearly when it cannot answer."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from contract.portfolio.ledger_cases import ACCOUNT, NOW, attempt, conversation, promise, raised, said
from sqlalchemy.exc import IntegrityError

from portfolio.columns import Instant
from portfolio.database import open_database
from portfolio.failures import BadInput, Unavailable
from portfolio.ledger import Ledger
from portfolio.words import Flag


def test_a_transaction_that_fails_leaves_no_trace(ledger: Ledger) -> None:
    def act_and_fail() -> None:
        with ledger.transaction() as tx:
            tx.raise_flag("d1", raised(Flag.DISPUTE))
            tx.record_promise(promise("p1"))
            assert tx.flags("d1")
            raise BadInput("no")

    with pytest.raises(BadInput):
        act_and_fail()
    assert ledger.flags("d1") == ()
    assert ledger.promises("d1") == ()


def test_all_topics_can_be_written_in_one_transaction(ledger: Ledger) -> None:
    with ledger.transaction() as tx:
        tx.open_conversation(conversation())
        tx.append_utterance(said("你好", "u1"))
        tx.record_promise(promise("p1"))
        tx.reserve_attempt(attempt("t1"))
        tx.event("promise_made", NOW, promise="p1")
    assert len(ledger.utterances("c1")) == len(ledger.promises("d1")) == len(ledger.attempts("d1")) == len(ledger.events()) == 1


def test_a_decision_inside_a_transaction_cannot_be_overtaken(ledger: Ledger) -> None:
    """Fifty writers, each of whom adds one only where there are fewer than three."""

    def one_more(number: int) -> bool:
        with ledger.transaction() as tx:
            tx.hold("d1")
            free = len(tx.attempts("d1")) < 3
            if free:
                tx.reserve_attempt(attempt(f"t{number}"))
            return free

    with ThreadPoolExecutor(8) as pool:
        said_yes = sum(pool.map(one_more, range(50)))
    assert said_yes == len(ledger.attempts("d1")) == 3


def test_an_account_of_nobody_is_refused_by_the_database_itself(empty_ledger: Ledger) -> None:
    with pytest.raises(IntegrityError) as told:
        empty_ledger.put_account(ACCOUNT)
    assert "示例金融" not in str(told.value), "values stay out of error messages"


def test_an_instant_without_a_zone_is_never_stored(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Instant().process_bind_param(NOW.replace(tzinfo=None), ledger._engine.dialect)


@pytest.mark.parametrize("url", ["no url at all", "gopher://somewhere/x", "://"])
def test_a_database_url_that_means_nothing_is_told_plainly(url: str) -> None:
    with pytest.raises(BadInput):
        open_database(url)


def test_a_file_that_is_no_database_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear debtor, " * 100, encoding="utf-8")
    with pytest.raises(BadInput, match="not a database"):
        open_database(f"sqlite:///{tmp_path}/letter.txt")
    with pytest.raises(BadInput, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path}/letter.txt/goodterms.sqlite3")


def test_nobody_else_on_the_machine_can_read_the_database(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/goodterms.sqlite3").dispose()
    assert (tmp_path / "goodterms.sqlite3").stat().st_mode & 0o077 == 0


def test_a_locked_database_is_unavailable_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "goodterms.sqlite3"
    ledger = Ledger(open_database(f"sqlite:///{path}", busy_ms=50))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as told:
        ledger.event("started", NOW)
    assert told.value.part == "database"
    assert ledger.events() == (), "readers are never kept waiting"
    other.execute("ROLLBACK")
    other.close()
    ledger.event("started", NOW)
    ledger.close()
