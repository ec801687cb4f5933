"""Small things: silence, misses, another time, repeats, endings."""

import asyncio

from unit.bot.people import NOW

from bot.turns import Expects


def test_silence_is_met_twice_and_then_closed_kindly(scene):
    s = scene()
    s.open()
    for count, template in ((1, "still_there"), (2, "still_there"), (3, "silence_close")):
        s.run(s.talk.silence(count))
        assert s.templates[0] == template
    assert s.replies[-1].ended


def test_two_misses_bring_a_human(scene):
    s = scene()
    s.open()
    s.say("mumble")
    assert s.templates == ["not_understood", "ask_person"]
    assert s.say("mumble").held


def test_one_understood_turn_forgets_the_miss(scene):
    s = scene()
    s.open()
    s.say("mumble")
    s.say("who are you", "who_are_you")
    assert not s.say("mumble").held


def test_repeat_says_the_last_words_again(scene):
    s = scene()
    s.verified()
    before = s.text
    s.say("say that again", "repeat")
    assert s.text == before


def test_a_busy_debtor_is_asked_one_question_and_let_go(scene):
    s = scene()
    s.open()
    s.say("i'm driving", "busy")
    assert s.templates == ["ask_callback"]
    assert s.say("tomorrow at three pm", "inform_callback").ended
    assert "Wednesday, November 25 at 3:00 PM" in s.text
    assert "three o'clock in the afternoon" in s.replies[-1].says[0].spoken


def test_a_call_back_at_night_is_not_agreed(scene):
    s = scene()
    s.open()
    s.say("call me at eleven pm", "callback")
    assert s.templates == ["callback_hours"]
    assert s.ledger.callbacks("d21") == ()


def test_a_call_back_in_half_an_hour(scene):
    s = scene()
    s.open()
    assert s.say("call me in half an hour", "callback").ended
    assert [c.at.astimezone(NOW.tzinfo).strftime("%H:%M") for c in s.ledger.callbacks("d21")] == ["10:30"]


def test_one_warning_then_the_talk_with_an_abusive_caller_ends(scene):
    s = scene()
    s.open()
    assert not s.say("you idiot", "abuse").ended
    assert s.say("you idiot", "abuse").ended


def test_a_call_that_came_back_goes_on_where_it_was(scene):
    s = scene()
    s.verified()
    s.run(s.talk.resume())
    assert s.templates == ["welcome_back", "ask_willingness"]


def test_hanging_up_closes_the_record(scene):
    s = scene()
    s.verified()
    asyncio.run(s.talk.hang_up("debtor"))
    record = s.ledger.conversation("CA1")
    assert record.ended_at is not None and record.disposition == "no_outcome"


def test_a_bot_never_denies_being_one(scene):
    s = scene()
    s.open()
    s.say("are you a robot", "are_you_human")
    assert s.text.startswith("No, I am an automated assistant") and s.replies[-1].expects is Expects.IDENTITY
