"""What only a server with several writers at once can get wrong."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from contract.portfolio.ledger_cases import ACCOUNT, DEBTOR, NOW, attempt, conversation, said, yuan
from sqlalchemy import Engine, inspect, make_url, text

from portfolio.database import open_database, reading
from portfolio.failures import BadInput, Unavailable
from portfolio.ledger import Ledger
from portfolio.records import Answer

ASKERS = 12


@pytest.fixture
def engine(postgres_url: str, open_engine: Callable[[str], Engine]) -> Engine:
    return open_engine(postgres_url)


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    ledger = Ledger(engine)
    ledger.put_debtor(DEBTOR)
    ledger.put_account(ACCOUNT)
    ledger.open_conversation(conversation())
    return ledger


def at_once(call: Callable[[int], object]) -> list[object]:
    with ThreadPoolExecutor(ASKERS) as pool:
        return list(pool.map(call, range(ASKERS)))


def test_an_attempt_reserved_by_many_at_once_is_one_attempt(ledger: Ledger) -> None:
    assert len(set(at_once(lambda _: ledger.reserve_attempt(attempt("t1"))))) == 1
    assert len(ledger.attempts("d1")) == 1


def test_utterances_of_many_speakers_at_once_are_numbered_without_gap(ledger: Ledger) -> None:
    at_once(lambda n: ledger.append_utterance(said("你好", f"u{n}")))
    assert [one.seq for one in ledger.utterances("c1")] == list(range(1, ASKERS + 1))


def test_a_message_sent_many_times_at_once_is_one_message(ledger: Ledger) -> None:
    assert len(set(at_once(lambda n: ledger.append_utterance(said("你好", f"u{n}", "m1"))))) == 1


def test_the_newest_state_of_an_account_wins_in_whatever_order_it_comes(ledger: Ledger) -> None:
    at_once(lambda n: ledger.put_account(replace(ACCOUNT, balance=yuan(str(1000 + n)), as_of=NOW + timedelta(minutes=n))))
    assert ledger.accounts("d1")[0].balance == yuan(str(1000 + ASKERS - 1))


def test_answers_put_by_many_at_once_are_one_set_of_answers(ledger: Ledger) -> None:
    at_once(lambda _: ledger.put_answers("d1", [Answer("birth_year", "1990"), Answer("id_last4", "3821")]))
    assert ledger.verification_questions("d1") == ("birth_year", "id_last4")


def test_a_reader_sees_one_moment_while_others_write(ledger: Ledger, engine: Engine) -> None:
    attempts = text("SELECT count(*) FROM attempts")
    with reading(engine) as connection:
        before = connection.execute(attempts).scalar_one()
        ledger.reserve_attempt(attempt("t1"))
        assert connection.execute(attempts).scalar_one() == before == 0


def test_a_writer_who_waits_too_long_is_told_so(postgres_url: str, ledger: Ledger) -> None:
    hurried = Ledger(open_database(postgres_url, busy_ms=50))
    with ledger.transaction() as tx:
        tx.hold("d1")
        with pytest.raises(Unavailable):
            hurried.hold("d1")
    hurried.hold("d1")
    hurried.close()


def test_a_text_with_a_nul_is_kept_without_it(ledger: Ledger) -> None:
    assert ledger.append_utterance(said("a\x00b", "u1")).seq == 1
    assert ledger.utterances("c1")[0].text == "ab"


def test_a_value_that_no_column_can_hold_is_bad_input(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="cannot hold"):
        ledger.put_debtor(replace(DEBTOR, region="CN-44-" + "x" * 40))
    with pytest.raises(BadInput, match="cannot hold"):
        ledger.debtor("d\x00")


def test_several_processes_may_bring_up_one_database(postgres_url: str, engine: Engine, open_engine: Callable[[str], Engine]) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS fresh CASCADE"))
        connection.execute(text("CREATE SCHEMA fresh"))
    fresh = make_url(postgres_url).update_query_dict({"options": "-csearch_path=fresh"}).render_as_string(hide_password=False)
    with ThreadPoolExecutor(3) as pool:
        engines = list(pool.map(open_engine, [fresh] * 3))
    assert {"debtors", "tickets", "desk_accounts"} <= set(inspect(engines[0]).get_table_names(schema="fresh"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA fresh CASCADE"))


def test_a_url_that_names_no_driver_will_do(postgres_url: str, open_engine: Callable[[str], Engine]) -> None:
    plain = postgres_url.replace("postgresql+psycopg://", "postgresql://")
    assert open_engine(plain).driver == open_engine(plain.replace("postgresql", "postgres", 1)).driver == "psycopg"


def test_a_role_that_may_not_make_tables_is_told_so(postgres_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS goodterms_guest"))
        connection.execute(text("CREATE ROLE goodterms_guest LOGIN"))
    with pytest.raises(BadInput, match="does not let us"):
        open_database(make_url(postgres_url).set(username="goodterms_guest").render_as_string(hide_password=False))


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        open_database("postgresql://goodterms@/goodterms?host=/nowhere")
