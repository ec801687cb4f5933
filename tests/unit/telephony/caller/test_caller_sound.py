"""Mu-law, tracks and WAV files at the caller's end."""

import wave
from pathlib import Path

import numpy as np
import pytest

from portfolio.failures import BadInput
from telephony.caller.sound import Track, first_audible, last_audible, read_wav, to_mulaw, to_pcm, write_stereo


def test_the_table_holds_the_corner_values_of_g711() -> None:
    assert to_pcm(bytes([0x00, 0x80, 0x7F, 0xFF, 0x0F, 0x8F])).tolist() == [-32124, 32124, 0, 0, -16764, 16764]


def test_every_code_survives_a_round_trip() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)
    assert to_mulaw(to_pcm(codes)) == codes


def test_silence_is_ff() -> None:
    assert to_mulaw(np.zeros(3, dtype=np.int16)) == b"\xff\xff\xff"


def test_true_speech_is_found_between_silences() -> None:
    sound = b"\xff" * 800 + b"\x00\x80" * 400 + b"\xff" * 1600
    assert (first_audible(sound), last_audible(sound)) == (800, 1600)
    assert first_audible(b"\xff" * 800) is None and last_audible(b"") is None


def test_a_track_is_silent_where_nothing_was_put() -> None:
    track = Track()
    track.put(3, b"ab")
    track.put(1, b"c")
    assert bytes(track.sound) == b"\xffc\xffab"


def test_both_directions_make_one_stereo_file(tmp_path: Path) -> None:
    left, right = Track(bytearray(b"\x80" * 4)), Track(bytearray(b"\x00" * 2))
    write_stereo(tmp_path / "new" / "call.wav", left, right)
    with wave.open(str(tmp_path / "new" / "call.wav")) as written:
        assert (written.getnchannels(), written.getframerate(), written.getnframes()) == (2, 8000, 4)
        pcm = np.frombuffer(written.readframes(4), dtype="<i2").reshape(-1, 2)
    assert pcm[:, 0].tolist() == [32124] * 4 and pcm[:, 1].tolist() == [-32124, -32124, 0, 0]


def test_a_wav_of_another_rate_is_resampled(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(16000)
        target.writeframes(np.full(3200 * 2, 1000, dtype="<i2").tobytes())
    assert len(read_wav(tmp_path / "a.wav")) == 1600


def test_what_is_no_wav_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("hello")
    with pytest.raises(BadInput, match="not a WAV"):
        read_wav(tmp_path / "a.wav")
    with pytest.raises(BadInput, match="not a WAV"):
        read_wav(tmp_path / "missing.wav")
