"""`goodterms accounts`: added, listed, reset; a password is printed once and works."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.accounts import Accounts
from app.cli_accounts import register
from app.clock import real_clock
from portfolio.database import open_database


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    url = f"sqlite:///{tmp_path}/book.sqlite3"
    monkeypatch.setenv("GOODTERMS_DATABASE_URL", url)
    return Accounts(open_database(url), real_clock)


def run(*args: str) -> tuple[int, str]:
    app = typer.Typer()
    register(app)
    app.command("nothing")(lambda: None)
    result = CliRunner().invoke(app, ["accounts", *args])
    return result.exit_code, result.output


def test_an_account_is_added_listed_and_reset(accounts: Accounts) -> None:
    _, added = run("add", "anna@example.com", "Anna", "--locale", "zh-CN")
    email, password = added.split()
    assert accounts.log_in(email, password).name == "Anna"
    assert run("list") == (0, "anna@example.com\n")
    _, reset = run("reset", "anna@example.com")
    assert accounts.log_in(email, reset.split()[1]).epoch == 2


def test_an_account_that_exists_or_does_not_is_said_plainly(accounts: Accounts) -> None:
    run("add", "anna@example.com", "Anna")
    assert run("add", "anna@example.com", "Anna")[0] == 2
    assert run("reset", "nobody@example.com")[0] == 2


def test_both_demo_accounts_are_reset_at_once(accounts: Accounts) -> None:
    old = accounts.add_missing_demo()
    _, output = run("reset")
    new = dict(line.split() for line in output.splitlines())
    assert set(new) == set(old) and not set(new.values()) & set(old.values())
