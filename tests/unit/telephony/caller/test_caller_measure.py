"""Figures of a call, from hand-made sound."""

from telephony.caller.buffer import Dropped, EarBuffer, Played, RanDry
from telephony.caller.measure import CallLog

LOUD, SILENT = b"\x00\x80" * 40, b"\xff" * 80  # 10 ms each


def sound(ms: int, tail_ms: int = 0) -> bytes:
    return LOUD * (ms // 10) + SILENT * (tail_ms // 10)


def play(log: CallLog, ear: EarBuffer, at: int, what: bytes) -> None:
    for event in (*ear.media(what, at), *ear.advance(at + len(what))):
        log.take(event)


def test_the_first_audible_sound_is_counted_from_start() -> None:
    log, ear = CallLog(), EarBuffer()
    play(log, ear, 1600, SILENT * 4 + sound(200))
    assert log.figures().first_audio_ms == 240


def test_an_answer_is_measured_from_the_true_end_of_speech() -> None:
    log, ear = CallLog(), EarBuffer()
    play(log, ear, 0, sound(500, tail_ms=100))
    log.spoke("hello", SILENT * 10 + sound(1000) + SILENT * 30, 16000)
    play(log, ear, 16000 + 800 + 8000 + 4000, sound(300))
    figures = log.figures()
    assert figures.answers_ms == (500.0,) and figures.cut_offs == 0 and figures.unanswered == 0


def test_a_bot_that_begins_before_the_end_cuts_off() -> None:
    log, ear = CallLog(), EarBuffer()
    play(log, ear, 0, sound(500, tail_ms=100))
    log.spoke("long", sound(4000), 16000)
    play(log, ear, 16000 + 16000, sound(300))
    assert log.figures().cut_offs == 1 and log.figures().answers_ms == ()


def test_no_answer_is_counted() -> None:
    log = CallLog()
    log.spoke("hello", sound(500), 0)
    assert log.figures().unanswered == 1


def test_a_dry_buffer_in_the_midst_of_sound_is_a_gap_and_between_sentences_a_pause() -> None:
    log, ear = CallLog(), EarBuffer()
    play(log, ear, 0, sound(200))
    play(log, ear, 1600 + 480, sound(200, tail_ms=100))
    play(log, ear, 1600 + 480 + 2400 + 4000, sound(200))
    figures = log.figures()
    assert (figures.gaps, figures.pauses) == (1, 1)


def test_forty_milliseconds_are_no_gap() -> None:
    log, ear = CallLog(), EarBuffer()
    play(log, ear, 0, sound(200))
    play(log, ear, 1600 + 320, sound(200))
    assert log.figures().gaps == 0


def test_barge_in_is_timed_to_silence_and_late_sound_is_stale() -> None:
    log = CallLog()
    log.take(Played(0, sound(1200)))
    log.spoke("stop", sound(600), 8000, over=True)
    log.take(Dropped(9600, 4000))
    log.arrivals += [8800, 9700, 14000]
    log.take(Played(20000, sound(300)))
    log.take(RanDry(22400))
    figures = log.figures()
    assert figures.barge_in_ms == (200.0,)
    assert figures.stale_after_clear == 1
    assert figures.answers_ms == (900.0,)
