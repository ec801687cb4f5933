"""What is logged reads well: every field is one that the log's fence lets through, and events are fixed words."""

import ast
from pathlib import Path

import pytest

from app.logs import ALLOWED
from app.settings import PROJECT

ROOMS = ("app", "compliance", "handoff", "portfolio", "speech", "strategy", "telephony")
FILES = sorted(file for room in ROOMS for file in (PROJECT / room).rglob("*.py"))
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})


def _logs(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS and getattr(call.func.value, "id", "") == "log"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PROJECT)))
def test_log_fields_are_allowed_and_events_are_fixed(file: Path) -> None:
    for call in (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call) and _logs(node)):
        event = call.args[0]
        for word in (event.body, event.orelse) if isinstance(event, ast.IfExp) else (event,):
            assert isinstance(word, ast.Constant) and str(word.value).replace("_", "").isalpha() and str(word.value).islower()
        assert {keyword.arg for keyword in call.keywords} <= ALLOWED
