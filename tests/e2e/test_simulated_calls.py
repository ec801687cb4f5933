"""`goodterms ring` against the whole running product, on good lines and bad ones."""

import json
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest

from app.settings import PROJECT

WAVS = PROJECT / "tests" / "data" / "speech"


def ring(stack: Any, *words: str, expect: int = 0) -> dict[str, Any]:
    command = [sys.executable, "-m", "app.cli", "ring", "--json", "--linger", "2", *words]
    done = subprocess.run(command, cwd=PROJECT, env=stack.environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == expect, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_person_is_greeted_is_understood_and_the_call_is_on_file(stack: Any) -> None:
    found = ring(stack, "--debtor", "d21", str(WAVS / "en-US" / "this_is_mary.wav"))
    assert found["first_audio_ms"] is not None and found["first_audio_ms"] < 1000
    assert len(found["answers_ms"]) == 1 and found["cut_offs"] == 0
    assert found["violations"] == [] and found["stale_after_clear"] == 0 and found["lost_at_close_ms"] == 0
    with wave.open(found["wav"]) as kept:
        assert (kept.getnchannels(), kept.getframerate()) == (2, 8000)
    said = stack.ledger.utterances(found["call"])
    assert said[0].speaker.value == "bot" and any(utterance.speaker.value == "debtor" for utterance in said)


@pytest.mark.parametrize("bad_line", ["sizes", "malformed", "second-start"])
def test_a_bad_line_still_carries_a_call(stack: Any, bad_line: str) -> None:
    found = ring(stack, "--bad-line", bad_line, "--debtor", "d1", str(WAVS / "zh-CN" / "this_is_li_qiang.wav"))
    assert found["first_audio_ms"] is not None and found["violations"] == []
    assert stack.ledger.utterances(found["call"])


def test_a_dropped_line_ends_the_conversation(stack: Any) -> None:
    found = ring(stack, "--bad-line", "drop", "--debtor", "d22")
    assert found["ended_by"] == "line_dropped"
    assert stack.ledger.conversation(found["call"]).ended_at is not None


@pytest.mark.parametrize("bad_line", ["unsigned", "forged"])
def test_a_forged_call_creates_nothing(stack: Any, bad_line: str) -> None:
    found = ring(stack, "--bad-line", bad_line, "--debtor", "d21", expect=1)
    assert found["ended_by"] == "webhook_failed"
    assert stack.ledger.conversation(found["call"]) is None


def test_what_cannot_be_played_is_one_clear_line(stack: Any, tmp_path: Path) -> None:
    (tmp_path / "song.wav").write_text("la la la")
    command = [sys.executable, "-m", "app.cli", "ring", str(tmp_path / "song.wav")]
    done = subprocess.run(command, cwd=PROJECT, env=stack.environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2 and "not a WAV" in done.stderr and len(done.stderr.strip().splitlines()) == 1
