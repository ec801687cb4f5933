"""Figures of several calls put together."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.bench_calls import SCRIPTS, load_scripts, percentile, summarise
from app.service_probe import Sample, Watched
from portfolio.failures import BadInput
from telephony.caller import CallReport
from telephony.caller.measure import CallFigures
from telephony.caller.sound import Track

FIGURES = CallFigures(first_audio_ms=120.0, answers_ms=(400.0, 600.0), cut_offs=1, gaps=2, barge_in_ms=(180.0,))
REPORT = CallReport(
    call_sid="CA1", ended_by="hung_up_by_caller", figures=FIGURES, errors=(), violations=(), marks_returned=3,
    lost_at_close_ms=0.0, late_ms=(1.0, 3.0),
    verbs=("ConnectStream",), upgrade_status=101, ear=Track(), mouth=Track(),
)  # fmt: skip


def test_the_keys_that_others_rely_on_are_there() -> None:
    found = summarise([REPORT, REPORT], Watched([Sample(1.0 * 2**20), Sample(21.0 * 2**20)]), None)
    assert {"eos_to_audio_ms_p50", "eos_to_audio_ms_p95", "cut_off_rate", "calls", "loop_lag_ms_p95", "mb_per_call", "knee_calls"} <= set(
        found
    )
    assert found["eos_to_audio_ms_p50"] == 500.0 and found["calls"] == 2
    assert found["cut_off_rate"] == pytest.approx(2 / 6, abs=1e-4)
    assert found["gaps"] == 4 and found["barge_in_ms_p95"] == 180.0 and found["mb_per_call"] == 10.0
    assert found["caller_lag_ms_p95"] == 3.0
    json.dumps(found)


def test_calls_that_nobody_answered_give_no_figures_and_no_error() -> None:
    found = summarise([replace(REPORT, figures=CallFigures(first_audio_ms=None))], Watched(), None)
    assert found["eos_to_audio_ms_p50"] is None and found["cut_off_rate"] is None and found["first_audio_ms"] is None


def test_a_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 95) is None
    assert percentile([1.0, 2.0], 50) == 1.5


def test_a_missing_script_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        load_scripts(tmp_path / "none.json", ["en-US"])


def test_the_scripts_of_both_languages_name_sound_that_exists() -> None:
    english, chinese = load_scripts(SCRIPTS, ["en-US", "zh-CN"])
    assert len(english.steps) == len(chinese.steps) >= 5
