"""How Rasa is started: its token is seen by nobody and may be any word."""

import argparse
import sys
from pathlib import Path

import pytest

from app.rasa_process import RUN_RASA, rasa_child


def test_a_token_that_begins_with_a_dash_is_a_token_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_AUTH_TOKEN", "-t0ken")
    monkeypatch.setattr(sys, "argv", ["rasa"])
    exec(RUN_RASA.split("; from rasa")[0])  # noqa: S102 - our own line, as the child runs it
    parser = argparse.ArgumentParser()
    parser.add_argument("-t", "--auth-token")
    assert parser.parse_args(sys.argv[1:]).auth_token == "-t0ken"


def test_the_token_is_not_on_the_command_line() -> None:
    spec = rasa_child(Path("var"), Path("var/model.tar.gz"), 5005, "t0ken-of-this-house", {})
    assert "t0ken-of-this-house" not in " ".join(spec.command)
