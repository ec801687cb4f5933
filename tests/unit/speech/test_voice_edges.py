"""Onset and end read from window answers."""

from speech.voice_activity import VoiceEdges


def edges() -> VoiceEdges:
    return VoiceEdges(0.02, start=0.6, stop=0.45, onset_s=0.06)


def test_three_windows_of_voice_are_an_onset_and_one_is_not() -> None:
    ear = edges()
    for at, probability in enumerate([0.9, 0.1, 0.9, 0.9]):
        ear.hear(probability, 1000, (at + 1) * 0.02)
    assert not ear.speaking
    ear.hear(0.9, 1000, 0.10)
    assert ear.speaking
    assert abs(ear.first_voice_s - 0.04) < 1e-9


def test_a_doubtful_window_goes_on_but_does_not_begin() -> None:
    ear = edges()
    for at in range(5):
        ear.hear(0.5, 1000, (at + 1) * 0.02)
    assert not ear.speaking
    for at in range(5, 9):
        ear.hear(0.7, 1000, (at + 1) * 0.02)
    ear.hear(0.5, 1000, 0.20)
    assert ear.speaking
    assert ear.last_voice_s == 0.20


def test_a_window_far_below_the_utterance_is_silence_whatever_the_model_says() -> None:
    ear = edges()
    for at in range(5):
        ear.hear(0.9, 3000, (at + 1) * 0.02)
    ear.hear(0.9, 20, 0.12)
    assert ear.last_voice_s == 0.10


def test_after_a_loud_knock_quiet_speech_counts_again() -> None:
    ear = edges()
    for at in range(5):
        ear.hear(0.9, 30000, (at + 1) * 0.02)
    for at in range(5, 60):
        ear.hear(0.9, 900, (at + 1) * 0.02)
    assert ear.last_voice_s == 1.2
