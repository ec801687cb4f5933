"""The table of pauses: how long a silence ends a turn."""

import pytest

from speech.end_of_turn import LONGEST_WAIT_S, PROFILES, TurnSoFar, is_over, silence_needed


def turn(
    text: str, expects: str, *, stable_s: float = 0.3, pause_s: float = 0.0, silence_s: float = 0.0, spoken_s: float = 2.0
) -> TurnSoFar:
    return TurnSoFar(expects=expects, silence_s=silence_s, spoken_s=spoken_s, stable_s=stable_s, text=text, pause_s=pause_s)


@pytest.mark.parametrize(("yes", "i_mean"), [("yes", "i mean"), ("对", "我觉得")])
def test_a_whole_answer_waits_less_than_an_unclear_one(yes: str, i_mean: str) -> None:
    assert silence_needed(turn(yes, "confirm")) <= 0.35
    assert silence_needed(turn(yes, "confirm")) < silence_needed(turn(i_mean, "confirm"))


@pytest.mark.parametrize("text", ["i can pay on friday and", "我星期五还然后"])
def test_a_hanging_and_is_waited_out(text: str) -> None:
    assert silence_needed(turn(text, "willingness")) > 1.0


def test_a_guess_that_just_changed_is_not_trusted() -> None:
    assert silence_needed(turn("yes", "confirm", stable_s=0.1)) == PROFILES["confirm"].unclear_s


def test_a_caller_who_pauses_long_is_given_longer() -> None:
    assert silence_needed(turn("i think", "open", pause_s=0.9)) > silence_needed(turn("i think", "open"))


def test_no_wait_is_longer_than_the_longest() -> None:
    assert silence_needed(turn("i think and", "open", pause_s=9.0)) == LONGEST_WAIT_S


def test_a_word_that_the_recogniser_has_not_found_yet_is_waited_for() -> None:
    assert silence_needed(turn("", "confirm")) == PROFILES["confirm"].unclear_s


def test_an_unknown_question_is_an_open_one() -> None:
    assert silence_needed(turn("i think", "what nobody knows")) == PROFILES["open"].unclear_s


def test_silence_alone_or_a_very_long_turn_ends_it() -> None:
    assert not is_over(turn("i think", "open", silence_s=0.5))
    assert is_over(turn("i think", "open", silence_s=0.71))
    assert is_over(turn("i think and", "open", silence_s=0.0, spoken_s=20.0))


@pytest.mark.parametrize("expects", PROFILES)
def test_every_profile_waits_longer_the_less_whole_the_answer_is(expects: str) -> None:
    profile = PROFILES[expects]
    assert 0.25 <= profile.complete_s < profile.unclear_s < profile.unfinished_s <= LONGEST_WAIT_S


def test_every_question_of_the_dialogue_has_its_profile() -> None:
    from bot.turns import Expects

    assert {expects.value for expects in Expects} == set(PROFILES)
