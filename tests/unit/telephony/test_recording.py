"""Both sides of a call lie beside each other in time, on disk, and survive a killed process."""

import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from telephony.recording import StereoTrack, WavFile, WavRecorder

pytestmark = pytest.mark.anyio

QUIET, DEBTOR, BOT = b"\xff", b"\x20", b"\x90"


def sides(path: str | Path) -> tuple[list[int], list[int]]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
    return samples[:, 0].tolist(), samples[:, 1].tolist()


def test_what_the_debtor_has_just_heard_ends_where_their_own_sound_ends() -> None:
    track = StereoTrack()
    track.debtor(QUIET * 1000)
    track.bot(BOT * 400)
    track.debtor(DEBTOR * 500)
    assert track.ready(everything=True) == (QUIET * 1000 + DEBTOR * 500, QUIET * 600 + BOT * 400 + QUIET * 500)


def test_pieces_that_follow_each_other_do_not_overlap() -> None:
    track = StereoTrack()
    track.debtor(QUIET * 1000)
    track.bot(BOT * 800)
    track.debtor(QUIET * 100)
    track.bot(b"\x91" * 300)
    _, right = track.ready(everything=True) or (b"", b"")
    assert right == QUIET * 200 + BOT * 800 + b"\x91" * 300


def test_the_last_two_seconds_wait_because_marks_come_late() -> None:
    track = StereoTrack()
    track.debtor(QUIET * 23_999)
    assert track.ready() is None
    track.debtor(QUIET)
    assert track.ready() == (QUIET * 8000, QUIET * 8000)
    track.bot(BOT * 100)
    assert track.ready(everything=True) == (QUIET * 16_000, QUIET * 15_900 + BOT * 100)


def test_the_file_is_whole_after_every_piece(tmp_path: Path) -> None:
    file = WavFile(tmp_path / "sub" / "CA1.wav")
    for _ in range(3):
        file.append(DEBTOR * 80, BOT * 80)
        left, right = sides(file.path)
        assert len(left) == len(right) and set(left) == {-7932} and set(right) == {15_996}
    assert len(left) == 240
    assert file.path.stat().st_mode & 0o777 == 0o600


async def test_a_recorder_writes_off_the_loop_and_returns_the_path(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as disk:
        recorder = WavRecorder(tmp_path / "CA1.wav", disk)
        for _ in range(200):
            recorder.debtor(DEBTOR * 160)
        recorder.bot(BOT * 800)
        path = await recorder.close()
        assert path == str(tmp_path / "CA1.wav")
        left, right = sides(path)
        assert len(left) == len(right) == 32_000 and len(set(left)) == 1 and right[-1] != right[0]


async def test_a_second_stream_of_the_same_call_is_appended(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as disk:
        for _ in range(2):
            recorder = WavRecorder(tmp_path / "CA1.wav", disk)
            recorder.debtor(DEBTOR * 8000)
            await recorder.close()
    assert len(sides(tmp_path / "CA1.wav")[0]) == 16_000


async def test_a_full_disk_costs_the_recording_not_the_call(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    with ThreadPoolExecutor(1) as disk:
        recorder = WavRecorder(tmp_path / "taken" / "CA1.wav", disk)
        recorder.debtor(DEBTOR * 40_000)
        recorder.bot(BOT * 100)
        assert await recorder.close() is None


async def test_a_call_without_sound_leaves_no_file(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as disk:
        assert await WavRecorder(tmp_path / "CA1.wav", disk).close() is None
    assert not (tmp_path / "CA1.wav").exists()
