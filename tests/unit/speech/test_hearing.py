"""One caller's sound to utterances, in virtual time: the only clock is the sound itself."""

import numpy as np
import pytest

from speech import mulaw
from speech.events import ListenerEvent, Partial, SpeechStarted, SpeechStopped, Transcript
from speech.fake_hearing import LoudnessActivity, ScriptedRecogniser
from speech.hearing import Hearing


def voice(seconds: float) -> bytes:
    beat = np.where(np.arange(int(seconds * 8000)) // 20 % 2, 4000, -4000).astype(np.int16)
    return mulaw.encode(beat)


def quiet(seconds: float) -> bytes:
    return mulaw.silence(int(seconds * 1000))


def hearing(*lines: str, locale: str = "en-US") -> tuple[Hearing, dict[str, ScriptedRecogniser]]:
    recognisers = {"en-US": ScriptedRecogniser(lines), "zh-CN": ScriptedRecogniser(lines, gap="")}
    return Hearing(LoudnessActivity(), recognisers, locale), recognisers


def play(ears: Hearing, *sounds: bytes, piece: int = 160) -> list[ListenerEvent]:
    line = b"".join(sounds)
    return [event for at in range(0, len(line), piece) for event in ears.accept(line[at : at + piece])]


def transcripts(events: list[ListenerEvent]) -> list[Transcript]:
    return [event for event in events if isinstance(event, Transcript)]


def test_an_utterance_is_heard_once_with_its_times() -> None:
    ears, _ = hearing("yes that is right")
    ears.expect("confirm")
    events = play(ears, quiet(1.0), voice(0.8), quiet(2.0))
    (heard,) = transcripts(events)
    assert heard.text == "yes that is right"
    assert heard.started_s == pytest.approx(1.0, abs=0.03)
    assert heard.speech_ended_s == pytest.approx(1.8, abs=0.03)
    assert heard.decided_s - heard.speech_ended_s == pytest.approx(0.3, abs=0.05)
    assert isinstance(events[0], SpeechStarted)
    assert [type(event) for event in events].count(SpeechStopped) == 0


def test_partial_guesses_come_while_the_caller_speaks() -> None:
    ears, _ = hearing("one two three four")
    partials = [event.text for event in play(ears, voice(1.0), quiet(1.0)) if isinstance(event, Partial)]
    assert partials == ["one", "one two", "one two three", "one two three four"]


@pytest.mark.parametrize("piece", [1, 97, 160, 480, 8000])
def test_any_size_of_piece_hears_the_same(piece: int) -> None:
    ears, _ = hearing("i can pay on friday", "yes")
    events = play(ears, quiet(0.5), voice(1.2), quiet(1.5), voice(0.4), quiet(1.5), piece=piece)
    assert [event.text for event in transcripts(events)] == ["i can pay on friday", "yes"]


def test_a_cut_sentence_is_one_utterance() -> None:
    ears, _ = hearing("i can pay and one hundred dollars")
    ears.expect("willingness")
    events = play(ears, voice(0.8), quiet(0.9), voice(0.8), quiet(2.0))
    assert [event.text for event in transcripts(events)] == ["i can pay and one hundred dollars"]


def test_the_recogniser_gets_no_more_than_the_tail_of_the_last_pause() -> None:
    ears, recognisers = hearing("i have no idea")
    play(ears, quiet(3.0), voice(0.8), quiet(2.0))
    assert recognisers["en-US"].fed_s == [pytest.approx(0.3 + 0.8 + 0.3, abs=0.04)]


def test_a_pause_that_was_spoken_on_reaches_the_recogniser_whole() -> None:
    ears, recognisers = hearing("i have no idea what it")
    play(ears, quiet(1.0), voice(0.5), quiet(0.5), voice(0.5), quiet(2.0))
    assert recognisers["en-US"].fed_s == [pytest.approx(0.3 + 1.5 + 0.3, abs=0.04)]


def test_a_cough_is_reported_and_nothing_to_answer() -> None:
    ears, _ = hearing("", "yes")
    ears.expect("confirm")
    events = play(ears, voice(0.3), quiet(1.5), voice(0.4), quiet(1.0))
    assert [type(event) for event in events if not isinstance(event, Partial)] == [SpeechStarted, SpeechStopped, SpeechStarted, Transcript]


def test_a_click_starts_nothing() -> None:
    ears, _ = hearing("never")
    assert play(ears, quiet(0.5), voice(0.02), quiet(1.0)) == []


def test_the_question_changes_how_long_is_waited() -> None:
    waits = []
    for expects in ("confirm", "open"):
        ears, _ = hearing("yes")
        ears.expect(expects)
        (heard,) = transcripts(play(ears, voice(0.5), quiet(2.0)))
        waits.append(heard.decided_s - heard.speech_ended_s)
    assert waits[0] < waits[1]


def test_four_digits_end_a_turn_that_asks_for_four() -> None:
    ears, _ = hearing("one nine eight five")
    ears.expect("verification", 4)
    (heard,) = transcripts(play(ears, voice(1.2), quiet(2.0)))
    assert heard.decided_s - heard.speech_ended_s < 0.5


def test_a_caller_who_never_stops_is_cut_into_turns() -> None:
    ears, _ = hearing("and so on", "and on")
    assert len(transcripts(play(ears, voice(41.0)))) == 2


def test_switching_the_language_drops_what_was_half_heard() -> None:
    ears, recognisers = hearing("对 我 是 李 强")
    play(ears, voice(0.4))
    assert [type(event) for event in ears.switch("zh-CN")] == [SpeechStopped]
    heard = transcripts(play(ears, quiet(0.5), voice(1.2), quiet(2.0)))
    assert [event.text for event in heard] == ["对我是李强"]
    assert len(recognisers["en-US"].fed_s) == 1


def test_switching_to_the_same_language_changes_nothing() -> None:
    ears, _ = hearing("yes of course")
    events = play(ears, voice(0.4))
    assert ears.switch("en-US") == []
    assert transcripts(events + play(ears, voice(0.4), quiet(2.0)))


def test_words_count_from_the_start_of_their_utterance() -> None:
    ears, _ = hearing("one two three")
    (heard,) = transcripts(play(ears, quiet(2.0), voice(0.7), quiet(2.0)))
    assert heard.words[0].start_s == 0.0
    assert heard.words[-1].end_s <= heard.speech_ended_s - heard.started_s + 0.3
