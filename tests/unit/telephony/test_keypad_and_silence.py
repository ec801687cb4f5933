"""Keys as one answer, and the ladder of silences."""

from bot.turns import Expects, KeypadSpec
from telephony.keypad import Keypad
from telephony.silence import USUAL_WAIT_S, SilenceLadder

FOUR = KeypadSpec(length=4, inter_digit_s=4.0)


def press(keypad: Keypad, keys: str, at: float = 1.0) -> list[str]:
    return [answer for key in keys if (answer := keypad.press(key, at)) is not None]


def test_the_last_digit_completes_the_answer() -> None:
    keypad = Keypad()
    keypad.expect(FOUR, 0.0)
    assert press(keypad, "3821") == ["3821"]


def test_the_terminator_completes_a_shorter_answer() -> None:
    keypad = Keypad()
    keypad.expect(KeypadSpec(length=6), 0.0)
    assert press(keypad, "382#") == ["382"]
    assert press(keypad, "#") == []


def test_a_star_starts_again() -> None:
    keypad = Keypad()
    keypad.expect(FOUR, 0.0)
    assert press(keypad, "99*3821") == ["3821"]


def test_a_long_pause_completes_the_answer() -> None:
    keypad = Keypad()
    keypad.expect(FOUR, 0.0)
    press(keypad, "38", at=1.0)
    assert keypad.due(4.9) is None
    assert keypad.due(5.0) == "38"
    assert keypad.due(99.0) is None


def test_keys_pressed_before_the_question_are_not_ignored() -> None:
    keypad = Keypad()
    press(keypad, "3821", at=1.0)
    assert keypad.expect(FOUR, 2.0) == "3821"


def test_keys_of_long_ago_are() -> None:
    keypad = Keypad()
    press(keypad, "3821", at=1.0)
    assert keypad.expect(FOUR, 60.0) is None
    assert press(keypad, "1990", at=61.0) == ["1990"]


def test_a_question_without_keys_takes_none() -> None:
    keypad = Keypad()
    keypad.expect(None, 0.0)
    assert press(keypad, "1234") == [] and keypad.due(99.0) is None and not keypad.collecting


def test_digits_are_not_printed() -> None:
    keypad = Keypad()
    keypad.expect(FOUR, 0.0)
    press(keypad, "382")
    assert "382" not in repr(keypad)


def test_silence_is_answered_twice_and_then_the_call_closes() -> None:
    ladder, counts, now = SilenceLadder(), [], 0.0
    for _ in range(3):
        ladder.quiet_from(now)
        assert ladder.due(now + USUAL_WAIT_S - 0.1) is None
        now += USUAL_WAIT_S
        counts.append(ladder.due(now))
    assert counts == [1, 2, 3]
    assert [SilenceLadder.is_last(count) for count in (1, 2, 3)] == [False, False, True]


def test_an_answer_brings_the_ladder_back_to_its_foot() -> None:
    ladder = SilenceLadder()
    ladder.quiet_from(0.0)
    assert ladder.due(10.0) == 1
    ladder.answered()
    ladder.quiet_from(20.0)
    assert ladder.due(30.0) == 1


def test_speech_stops_the_timer_and_the_end_of_speech_starts_it_anew() -> None:
    ladder = SilenceLadder()
    ladder.quiet_from(0.0)
    ladder.busy()
    assert ladder.due(99.0) is None
    ladder.quiet_from(99.0)
    assert ladder.due(100.0) is None


def test_people_need_longer_to_find_a_date() -> None:
    ladder = SilenceLadder()
    ladder.expect(Expects.DATE)
    ladder.quiet_from(0.0)
    assert ladder.due(USUAL_WAIT_S) is None and ladder.due(8.0) == 1
