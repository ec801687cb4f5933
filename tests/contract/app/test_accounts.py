"""Accounts on a real database: passwords, the lock, resets, and what a role may do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from app.accounts import LOCKED, PERMISSIONS, TRIES, Accounts, LoginRefused, Role
from app.accounts_tables import desk_accounts
from portfolio.database import reading
from portfolio.failures import BadInput
from portfolio.words import Locale


class Clock:
    """Moves only when told."""

    now = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(database_url: str, open_engine: Callable[[str], Engine], clock: Clock) -> Accounts:
    return Accounts(open_engine(database_url), clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_the_demo_accounts_are_made_once_with_random_passwords(accounts: Accounts) -> None:
    made = accounts.add_missing_demo()
    assert set(made) == {"agent@demo", "manager@demo"} and len(set(made.values())) == 2
    assert accounts.add_missing_demo() == {}
    assert accounts.log_in(" Agent@Demo ", made["agent@demo"]).role is Role.AGENT


def test_the_lock_holds_for_five_minutes_and_then_opens(accounts: Accounts, clock: Clock) -> None:
    password = accounts.add("anna@example.com", "Anna", Role.AGENT, Locale.EN_US)
    for _ in range(TRIES):
        with pytest.raises(LoginRefused):
            accounts.log_in("anna@example.com", "wrong")
    with pytest.raises(LoginRefused) as refused:
        accounts.log_in("anna@example.com", password)
    assert refused.value.locked
    clock.now += LOCKED + timedelta(seconds=1)
    assert accounts.log_in("anna@example.com", password).name == "Anna"


def test_a_right_password_forgets_earlier_mistakes(accounts: Accounts) -> None:
    password = accounts.add("anna@example.com", "Anna", Role.AGENT, Locale.EN_US)
    for _ in range(3):
        for _ in range(TRIES - 1):
            with pytest.raises(LoginRefused):
                accounts.log_in("anna@example.com", "wrong")
        accounts.log_in("anna@example.com", password)


def test_a_reset_gives_a_new_password_and_a_new_epoch(accounts: Accounts) -> None:
    old = accounts.add("anna@example.com", "Anna", Role.AGENT, Locale.EN_US)
    before = accounts.log_in("anna@example.com", old)
    new = accounts.reset("anna@example.com")
    assert accounts.log_in("anna@example.com", new).epoch == before.epoch + 1
    with pytest.raises(LoginRefused):
        accounts.log_in("anna@example.com", old)
    with pytest.raises(BadInput):
        accounts.reset("nobody@example.com")


def test_passwords_are_stored_as_argon2_and_printed_nowhere(accounts: Accounts) -> None:
    password = accounts.add("anna@example.com", "Anna", Role.AGENT, Locale.EN_US)
    account = accounts.log_in("anna@example.com", password)
    assert "anna" not in repr(account).lower()
    with reading(accounts._engine) as tx:
        stored = tx.execute(select(desk_accounts.c.password_hash)).scalar_one()
    assert stored.startswith("$argon2id$") and password not in stored


def test_a_manager_may_do_what_an_agent_may_and_more(accounts: Accounts) -> None:
    assert PERMISSIONS[Role.AGENT] < PERMISSIONS[Role.MANAGER]
    agent = accounts.log_in("agent@demo", accounts.add_missing_demo()["agent@demo"])
    assert agent.may("ticket:take") and not agent.may("board:read")


def test_guesses_made_at_the_same_time_count_each(accounts: Accounts) -> None:
    password = accounts.add("anna@example.com", "Anna", Role.AGENT, Locale.EN_US)

    def guess(_: int) -> None:
        with pytest.raises(LoginRefused):
            accounts.log_in("anna@example.com", "wrong")

    with ThreadPoolExecutor(TRIES) as at_once:
        list(at_once.map(guess, range(TRIES)))
    with pytest.raises(LoginRefused) as refused:
        accounts.log_in("anna@example.com", password)
    assert refused.value.locked
