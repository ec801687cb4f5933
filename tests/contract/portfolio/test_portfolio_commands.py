"""`goodterms import`, `show` and `gate`, as they are typed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from contract.portfolio.ledger_cases import conversation, said
from typer.testing import CliRunner

from app import cli_portfolio
from portfolio.database import open_database
from portfolio.demo_book import BOOK, load_demo_book
from portfolio.failures import BadInput
from portfolio.ledger import Ledger

NOON = "2026-03-11T12:00:00+08:00"


@pytest.fixture
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOODTERMS_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("GOODTERMS_NOW", NOON)
    monkeypatch.delenv("GOODTERMS_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def ledger(state_dir: Path) -> Ledger:
    ledger = Ledger(open_database(f"sqlite:///{state_dir}/goodterms.sqlite3"))
    load_demo_book(ledger, datetime.fromisoformat(NOON).astimezone(UTC))
    return ledger


def typed(*words: str) -> str:
    app = typer.Typer()
    cli_portfolio.register(app)
    result = CliRunner().invoke(app, list(words))
    if result.exception is not None:
        raise result.exception
    return result.stdout


def as_object(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(typed(*words, "--json"))
    return found


def test_a_file_is_imported_and_reported(state_dir: Path) -> None:
    assert typed("import", str(BOOK)).startswith("194 rows, 194 taken, 0 set aside")
    bad = state_dir / "bad.jsonl"
    bad.write_text("nonsense\n", encoding="utf-8")
    told = typed("import", str(bad))
    assert "line 1: not a line of JSON" in told
    assert str(state_dir / "quarantine-bad.jsonl") in told
    assert as_object("import", str(bad), "--dry-run")["quarantined"] == [{"line": 1, "reason": "not a line of JSON"}]


def test_a_debtor_is_shown_with_everything_known(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    whole = as_object("show", "debtor", "d1")
    assert whole["debtor"]["name"] == "李强"
    assert whole["accounts"][0]["balance"] == {"value": "3680.00", "currency": "CNY"}
    assert [one["id"] for one in whole["conversations"]] == ["c1"]
    assert {"flags", "promises", "attempts", "verdicts", "tickets", "consents"} <= set(whole)
    assert "3821" not in json.dumps(whole)
    assert "示例金融" in typed("show", "debtor", "d1")


def test_a_conversation_is_shown_as_it_was_heard(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    ledger.append_utterance(said("我星期五还", "u1"))
    whole = as_object("show", "conversation", "c1")
    assert [one["text"] for one in whole["transcript"]] == ["我星期五还"]
    assert "我星期五还" in typed("show", "conversation", "c1")


@pytest.mark.parametrize("what", ["debtor", "ticket", "conversation"])
def test_what_is_not_there_cannot_be_shown(ledger: Ledger, what: str) -> None:
    with pytest.raises(BadInput, match=f"there is no {what} nobody"):
        typed("show", what, "nobody")


def test_the_gate_answers_with_the_rules_behind_it(ledger: Ledger) -> None:
    allowed = as_object("gate", "--debtor", "d1", "--channel", "voice", "--at", NOON)
    assert (allowed["allowed"], allowed["verdict"], allowed["rule"]) == (True, "allowed", None)
    assert {rule["rulebook"] for rule in allowed["rules"]} == {"CN", "product"}
    night = as_object("gate", "--debtor", "d1", "--at", "2026-03-11T22:00:00+08:00")
    assert (night["allowed"], night["rule"], night["retry_at"]) == (False, "CN-01", "2026-03-12T08:30:00+08:00")
    assert (night["rules"][0]["mark"], night["rules"][0]["closes"]) == ("V2", "22:00:00")
    assert "refused by CN-01" in typed("gate", "--debtor", "d1", "--at", "2026-03-11T22:00:00+08:00")
    assert ledger.verdicts("d1") == (), "asking at the prompt leaves no trace"


def test_the_gate_is_asked_now_where_no_instant_is_given(ledger: Ledger) -> None:
    assert as_object("gate", "--debtor", "d1")["allowed"] is True


def test_an_instant_needs_its_offset(ledger: Ledger) -> None:
    for at in ("2026-03-11T12:00:00", "noon"):
        with pytest.raises(BadInput, match="offset"):
            typed("gate", "--debtor", "d1", "--at", at)
