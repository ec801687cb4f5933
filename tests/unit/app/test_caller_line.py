"""Steps of a caller written as words on the command line."""

import wave
from pathlib import Path

import pytest

from app.caller_line import step_from
from portfolio.failures import BadInput
from telephony.caller.person import HangUp, Press, Speak, Wait


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    path = tmp_path / "hello.wav"
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(8000)
        target.writeframes(b"\x00\x00" * 80)
    return path


def test_a_wav_is_spoken_and_over_interrupts(hello: Path) -> None:
    assert step_from(str(hello)) == Speak("hello", b"\xff" * 80)
    assert step_from("over:hello.wav", hello.parent) == Speak("hello", b"\xff" * 80, over=True)


def test_keys_waits_and_the_end() -> None:
    assert step_from("keys:38#") == Press("38#")
    assert step_from("wait:2.5") == Wait(2.5)
    assert step_from("hangup") == HangUp()


@pytest.mark.parametrize("word", ["keys:", "keys:abc", "wait:long", "missing.wav", "over:"])
def test_what_is_no_step_is_said_plainly(word: str) -> None:
    with pytest.raises(BadInput):
        step_from(word)
