"""A safety intent that only the model heard is asked back before anything is frozen; said twice, it counts."""

import pytest
from unit.bot.people import LI

from bot.turns import Expects
from handoff.tickets import TicketReason
from portfolio.words import Channel, Direction


def unsure(s, text: str, intent: str, sure: float = 0.7, **how):
    s.dialogue.sure = sure
    reply = s.say(text, intent, **how)
    s.dialogue.sure = 1.0
    return reply


def test_a_man_in_a_traffic_jam_is_asked_whether_he_is_safe_and_not_flagged(scene):
    s = scene(LI, number=LI.phones[0])
    s.verified()
    unsure(s, "我堵在路上了", "self_harm")
    assert s.templates == ["sure_self_harm"] and s.flags == set()
    s.say("安全啊 我在开车", "affirm")
    assert s.templates == ["all_right", "ask_willingness"] and s.flags == set()


@pytest.mark.parametrize(
    ("words", "intent"), [("no", "deny"), ("i'm not", "deny"), ("what does it matter", "nlu_fallback"), ("so so", "out_of_scope")]
)
def test_anything_but_a_clear_yes_to_being_safe_brings_help(scene, words, intent):
    s = scene()
    s.verified()
    unsure(s, "i'm so done with all of it", "self_harm")
    assert s.say(words, intent).held
    assert s.flags == {"self_harm"} and s.templates == ["self_harm"]


def test_a_sure_model_needs_no_second_word(scene):
    s = scene()
    s.verified()
    assert unsure(s, "everyone is better without me around", "self_harm", 0.95).held
    assert s.flags == {"self_harm"}


def test_a_doubtful_dispute_freezes_only_after_a_yes(scene):
    s = scene()
    s.verified()
    unsure(s, "this is news to me", "dispute")
    assert s.templates == ["sure_dispute"] and s.flags == set()
    s.say("yes", "affirm")
    assert s.templates[0] == "dispute" and s.flags == {"dispute"}


def test_a_doubtful_dispute_denied_changes_nothing(scene):
    s = scene()
    s.verified()
    unsure(s, "this is news to me", "dispute")
    s.say("no", "deny")
    assert s.templates == ["all_right", "ask_willingness"] and s.flags == set()


def test_said_twice_is_said(scene):
    s = scene()
    s.verified()
    unsure(s, "this is news to me", "dispute")
    unsure(s, "it has nothing to do with me", "dispute")
    assert s.flags == {"dispute"}


def test_another_answer_than_yes_or_no_is_taken_for_itself(scene):
    s = scene()
    s.verified()
    unsure(s, "this is news to me", "dispute")
    s.say("i will pay on friday", "give_promise")
    assert s.replies[-1].expects is Expects.CONFIRM and s.flags == set()


def test_before_verification_the_question_itself_would_say_too_much(scene):
    s = scene()
    s.open()
    unsure(s, "this is news to me", "dispute")
    assert s.templates == ["not_understood", "ask_person"] and s.flags == set()


@pytest.mark.parametrize("words", ["no this is john", "i'm bob", "my name is carl"])
def test_another_name_is_a_third_party_and_the_number_stays(scene, words):
    s = scene()
    s.open()
    assert s.say(words, "wrong_number").ended
    assert s.flags == {"third_party_answered"}


def test_nobody_of_that_name_is_a_wrong_number(scene):
    s = scene()
    s.open()
    assert s.say("there is nobody by that name here", "out_of_scope").ended
    assert s.flags == {"wrong_number"}


def test_an_unknown_caller_who_was_rung_is_offered_a_human(scene):
    s = scene(None, direction=Direction.INBOUND, number="+15550100999")
    s.open()
    assert not unsure(s, "i got a call from this number", "wrong_number").ended
    assert s.templates == ["stranger_human"]


def test_a_verified_widow_is_not_dead(scene):
    s = scene()
    s.verified()
    s.say("my late husband always did the bills", "deceased")
    assert s.templates == ["condolence", "ask_willingness"] and s.flags == set()


@pytest.mark.parametrize("words", ["my mom is at work she can't lend me anything", "my father passed away"])
def test_a_verified_debtor_speaks_of_their_family(scene, words):
    s = scene()
    s.verified()
    s.say(words, "chitchat")
    assert s.flags == set() and not s.replies[-1].ended


def test_five_bucks_are_no_card_number(scene):
    s = scene()
    s.verified()
    unsure(s, "i can give you fifty bucks", "card_number")
    assert s.replies[-1].expects is Expects.DATE and "ask_date" in s.templates


def test_who_calls_for_somebody_else_is_helped_without_a_word_about_the_matter(scene):
    s = scene(direction=Direction.INBOUND)
    s.open()
    assert not s.say("this is her husband").ended
    assert s.templates == ["stranger_help"]


def test_an_emoji_is_asked_back_and_reaches_no_model(scene):
    s = scene(channel=Channel.CHAT)
    s.open()
    s.say("\U0001f600\U0001f600", "chitchat", via="text")
    assert s.templates == ["not_understood", "ask_willingness"]
    assert s.dialogue.messages[-1].text == "/nlu_fallback"


def test_a_birth_year_of_tens_only_is_an_answer(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.say("nineteen ninety")
    assert s.templates[0] == "check_again"


@pytest.mark.parametrize(("debtor", "words"), [(None, "oh one moment"), (LI, "等一下我找找")])
def test_a_lone_one_is_no_answer_to_a_secret_question(scene, debtor, words):
    s = scene(debtor, number=debtor.phones[0]) if debtor else scene()
    s.open()
    s.say("yes", "affirm")
    s.say(words, "hold_on")
    assert s.templates == ["hold_on"]


def test_who_could_not_be_verified_is_written_to_by_a_human(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.say("nineteen eighty four")
    s.say("nineteen eighty six")
    assert [(t.reason, t.verified) for t in s.handoffs.tickets.values()] == [(TicketReason.VERIFICATION_FAILED, False)]


def test_whoever_asks_for_proof_gets_it_from_a_human(scene):
    s = scene()
    s.verified()
    s.say("send me something in writing", "proof")
    assert s.templates == ["proof", "ask_willingness"]
    assert [t.reason for t in s.handoffs.tickets.values()] == [TicketReason.DATA_RIGHTS]


def test_an_unknown_callers_call_back_is_a_ticket(scene):
    s = scene(None, direction=Direction.INBOUND, number="+15550100999")
    s.open()
    assert s.say("call me back tomorrow at 3 pm", "callback").ended
    assert s.templates == ["callback_by_human"]
    assert [t.reason for t in s.handoffs.tickets.values()] == [TicketReason.CALLBACK]


def test_a_doubt_outlives_a_silence(scene):
    s = scene()
    s.verified()
    unsure(s, "this is news to me", "dispute")
    s.run(s.talk.silence(1))
    assert s.templates == ["still_there", "sure_dispute"]
    s.say("yes", "affirm")
    assert s.flags == {"dispute"}


@pytest.mark.parametrize("words", ["that's not my name", "bob speaking", "we moved in last year"])
def test_the_model_alone_never_takes_a_number_out(scene, words):
    s = scene()
    s.open()
    s.say(words, "wrong_number")
    assert "wrong_number" not in s.flags


def test_a_very_long_text_is_never_surely_a_safety_matter(scene):
    s = scene(channel=Channel.CHAT)
    s.open()
    s.say("i was thinking about it and my cousin said " * 20, "coercion", via="text")
    assert s.templates == ["sure_coercion"] and s.flags == set()


@pytest.mark.parametrize(("words", "intent"), [("am i going to jail", "nlu_fallback"), ("are you going to sue me", "complaint")])
def test_a_fear_is_calmed_and_a_human_offered(scene, words, intent):
    s = scene()
    s.verified()
    s.say(words, intent)
    assert s.templates == ["worry"] and s.flags == set()
    assert s.say("yes please", "affirm").held


def test_a_fear_spoken_before_verification_reveals_nothing(scene):
    s = scene()
    s.open()
    s.say("are you going to sue me", "complaint")
    assert s.templates == ["privacy_first", "ask_person"]


def test_who_suspects_a_fraud_is_not_scolded(scene):
    s = scene(LI, number=LI.phones[0])
    s.open()
    s.say("你是骗子吧", "abuse")
    assert s.templates == ["suspicious", "ask_person"]


def test_fear_of_prison_is_no_danger(scene):
    s = scene()
    s.verified()
    unsure(s, "am i going to jail", "self_harm")
    assert s.templates == ["worry"] and s.flags == set()


def test_a_yes_that_the_model_missed_still_connects(scene):
    s = scene(LI, number=LI.phones[0])
    s.verified()
    s.say("你们要起诉我吗", "complaint")
    assert s.say("好", "nlu_fallback").held


def test_a_life_that_cannot_go_on_like_this_gets_a_pause(scene):
    s = scene(LI, number=LI.phones[0])
    s.verified()
    s.say("唉 这日子没法过了", "nlu_fallback")
    assert s.templates == ["hardship", "ask_plan"]


def test_who_stays_busy_is_asked_twice_for_a_time_and_let_go(scene):
    s = scene()
    s.open()
    s.say("i am driving", "busy")
    s.say("no time", "busy")
    assert s.templates == ["ask_callback"]
    assert s.say("really busy", "busy").ended
