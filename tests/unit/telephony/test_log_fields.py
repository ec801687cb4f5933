"""What telephony logs reads well: every field is one that the log's fence lets through, and events are fixed words."""

import ast
from pathlib import Path

import pytest

import telephony
from app.logs import ALLOWED

FILES = sorted(Path(telephony.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_log_fields_are_allowed_and_events_are_fixed(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "log":
            assert isinstance(node.args[0], ast.Constant) and str(node.args[0].value).replace("_", "").islower()
            assert {keyword.arg for keyword in node.keywords} <= ALLOWED
