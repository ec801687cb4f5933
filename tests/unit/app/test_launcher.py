"""The README's two commands exist, and CI runs the second one from nothing."""

import ast
import fcntl
import re
import runpy
from pathlib import Path

import pytest

from app.settings import PROJECT


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_the_two_commands(page: str) -> None:
    block = re.search(r"```\n(\./goodterms up.*?)```", (PROJECT / page).read_text(), re.DOTALL)
    assert block is not None
    assert [line.split("#")[0].strip() for line in block[1].splitlines()] == ["./goodterms up", "./goodterms test"]


def test_ci_ends_with_the_readmes_test_command() -> None:
    lines = (PROJECT / ".ci" / "run").read_text().strip().splitlines()
    assert lines[-1] == "exec ./goodterms test"


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    import sys

    tree = ast.parse((PROJECT / "goodterms").read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert imported <= sys.stdlib_module_names


def test_nobody_builds_while_another_command_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = runpy.run_path(str(PROJECT / "goodterms"))
    monkeypatch.setitem(launcher["build"].__globals__, "TOOLS", tmp_path)
    with launcher["alone"](), (tmp_path / "lock").open("w") as second, pytest.raises(BlockingIOError):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_every_package_of_the_lock_has_one_exact_version_and_no_address() -> None:
    lines = [line for line in (PROJECT / "requirements.lock").read_text().splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9._-]+==\S+( ; .+)?", line)] == []


@pytest.mark.parametrize("page", ["docs/settings.md", "docs/settings.zh-CN.md"])
def test_the_settings_page_lists_every_setting_and_no_other(page: str) -> None:
    from app.settings import PREFIX, Settings

    listed = set(re.findall(r"`(GOODTERMS_[A-Z_]+)`", (PROJECT / page).read_text()))
    assert listed == {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", sorted(path.name for path in (PROJECT / "docs" / "decisions").glob("0*.md")))
def test_every_decision_says_context_decision_consequences_and_what_enforces_it(page: str) -> None:
    text = (PROJECT / "docs" / "decisions" / page).read_text()
    for part in ("**Context.**", "**Decision.**", "**Consequences.**", "**Enforced by**"):
        assert part in text
    assert page in (PROJECT / "docs" / "decisions" / "README.md").read_text()
