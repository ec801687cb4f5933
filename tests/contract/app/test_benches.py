"""Each bench gives its figures, however small the run, and finds nothing wrong. How good the figures are is not a test's business."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.bench_gate import bench_gate, generated, wrongs
from app.bench_import import bench_import
from app.bench_queue import bench_queue
from app.settings import load_settings


def test_the_gate_allows_nothing_that_its_judge_finds_wrong() -> None:
    figures = bench_gate(300)
    assert figures["decisions_per_s"] > 0 and figures["violations"] == 0
    assert 0 < figures["allowed"] < figures["decisions"] == 300


@pytest.mark.parametrize(("hour", "minute", "wrong"), [(8, 29, ["hours"]), (8, 30, []), (20, 19, []), (20, 20, ["hours"])])
def test_the_judge_of_the_gate_knows_the_hours(hour: int, minute: int, wrong: list[str]) -> None:
    case = next(one for one in generated(100) if one.facts.zones == ("Asia/Shanghai",))
    quiet = replace(case.facts, attempts=(), conversed_at=())
    there = datetime(2026, 3, 11, hour, minute, tzinfo=UTC)
    assert list(wrongs(replace(case, facts=quiet, now=there.replace(hour=(hour - 8) % 24)))) == wrong


def test_the_judge_of_the_gate_counts() -> None:
    found = {wrong for case in generated(400) for wrong in wrongs(case)}
    assert found == {"hours", "dials a day", "calls a week", "talks a day", "spacing"}


def test_an_import_is_measured_in_rows_seconds_and_memory() -> None:
    figures = asyncio.run(bench_import(50))
    assert (figures["rows"], figures["quarantined"]) == (150, 0)
    assert figures["seconds"] >= 0 and figures["peak_mb"] > 0


def test_no_ticket_is_lost_or_doubled_when_processes_empty_one_queue(tmp_path: Path) -> None:
    settings = load_settings().model_copy(update={"state_dir": tmp_path, "redis_url": None})
    figures = asyncio.run(bench_queue(settings, tickets=60, processes=2))
    assert (figures["tickets"], figures["lost"], figures["doubled"]) == (60, 0, 0)
    assert figures["moves_per_s"] > 0 and figures["machine"]
