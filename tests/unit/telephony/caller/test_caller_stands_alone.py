"""The simulated caller is no judge of the service if it shares code with it: neither imports the other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import telephony

ROOM = Path(telephony.__file__).parent
CALLER = ROOM / "caller"
OURS = ("app", "bot", "compliance", "handoff", "portfolio", "speech", "strategy", "telephony")


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_caller_shares_nothing_with_the_service_but_its_failures() -> None:
    used = {name for file in CALLER.glob("*.py") for name in _imports(file) if name.split(".")[0] in OURS}
    assert {name for name in used if not name.startswith("telephony.caller.")} == {"portfolio.failures"}


def test_the_service_uses_nothing_of_the_caller() -> None:
    used = {name for file in ROOM.glob("*.py") for name in _imports(file)}
    assert used and not [name for name in used if name.startswith("telephony.caller") and not name.startswith("telephony.caller_book")]
