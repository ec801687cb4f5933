"""Safety and rights: found by rule on every guess of the recogniser, the flag committed before a word is spoken."""

import pytest
from unit.bot.people import LI, MARY

from portfolio.words import Channel

CUES = [
    (MARY, "i just want to die", "self_harm", "self_harm", False),
    (MARY, "you have the wrong number", "wrong_number", "wrong_number", True),
    (MARY, "she is not home i'm her sister", "third_party_answered", "third_party", True),
    (MARY, "stop calling me", "cease_voice", "stop_calling", False),
    (MARY, "i have a lawyer", "attorney", "attorney", False),
    (MARY, "i filed for bankruptcy", "bankruptcy", "bankruptcy", True),
    (MARY, "he passed away last month", "deceased", "deceased", True),
    (MARY, "that is not my debt", "dispute", "dispute_unverified", True),
    (MARY, "someone used my name i am a victim of fraud", "fraud", "fraud_unverified", True),
    (MARY, "i want to make a complaint", "complaint", "complaint", False),
    (MARY, "i am twelve years old", "minor_answered", "minor", True),
    (MARY, "my husband hits me and forced me to sign", "safe_contact_only", "coercion", False),
    (LI, "我 不想 活 了", "self_harm", "self_harm", False),
    (LI, "你打错了", "wrong_number", "wrong_number", True),
    (LI, "我是他老婆", "third_party_answered", "third_party", True),
    (LI, "别再打了", "cease_voice", "stop_calling", False),
    (LI, "我请了律师", "attorney", "attorney", False),
    (LI, "我已经破产了", "bankruptcy", "bankruptcy", True),
    (LI, "他去世了", "deceased", "deceased", True),
    (LI, "这钱不是我借的", "dispute", "dispute_unverified", True),
    (LI, "我的身份证被冒用了", "fraud", "fraud_unverified", True),
    (LI, "我要投诉你们", "complaint", "complaint", False),
    (LI, "我才十二岁", "minor_answered", "minor", True),
    (LI, "我是被逼着贷的", "safe_contact_only", "coercion", False),
]


@pytest.mark.parametrize(("debtor", "words", "flag", "template", "ends"), CUES, ids=[c[1] for c in CUES])
def test_a_safety_cue_is_flagged_and_answered_though_the_engine_is_away(scene, debtor, words, flag, template, ends):
    s = scene(debtor, number=debtor.phones[0])
    s.open()
    s.dialogue.away = True
    reply = s.say(words)
    assert flag in s.flags
    assert s.templates[0] == template
    assert reply.ended is ends


HARMLESS = [
    "i will pay on friday",
    "my phone battery died",
    "don't call me before nine",
    "can you call me back later",
    "can't afford a lawyer",
    "yes that is right",
    "i am not complaining",
    "我星期五还五百块",
    "我气死了",
    "上班的时候不要打",
    "请不起律师",
    "我打算下周还",
    "没有了再见",
    "对",
]


@pytest.mark.parametrize("words", HARMLESS)
def test_a_harmless_sentence_trips_nothing(scene, words):
    s = scene()
    s.open()
    s.say(words, "hold_on")
    assert s.flags == set()


def test_the_recognisers_second_guess_is_enough(scene):
    s = scene()
    s.open()
    s.say("i want to dye", "chitchat", alternatives=("i want to die",))
    assert s.flags == {"self_harm"}
    assert s.replies[-1].held


def test_a_written_stop_closes_every_channel(scene):
    s = scene(channel=Channel.CHAT)
    s.open()
    assert s.say("stop contacting me please", via="text").ended
    assert s.flags == {"cease_all"}


def test_anything_but_a_clear_yes_to_writing_closes_every_channel(scene):
    s = scene()
    s.open()
    s.say("stop calling me")
    s.say("hmm what", "nlu_fallback")
    assert s.flags == {"cease_voice", "cease_all"}
    assert s.replies[-1].ended


def test_a_clear_yes_leaves_writing_open(scene):
    s = scene()
    s.open()
    s.say("stop calling me")
    s.say("yes", "affirm")
    assert s.flags == {"cease_voice"}


def test_a_chat_in_chinese_is_answered_in_chinese_even_by_a_safety_rule(scene):
    s = scene(channel=Channel.CHAT)
    s.open()
    s.say("我要投诉", via="text")
    assert "投诉已经登记" in s.text


def test_a_card_number_is_stopped_masked_and_not_sent_on(scene):
    s = scene()
    s.verified()
    sent = len(s.dialogue.messages)
    s.say("my card is four one one one one one one one one one one one one one one one")
    assert s.templates[0] == "card_number"
    assert s.dialogue.messages[sent].text == "/card_number"
    assert "one one" not in s.ledger.utterances("CA1")[-3].text


def test_after_a_hardship_cue_nothing_is_asked_and_a_human_is_offered(scene):
    s = scene()
    s.verified()
    s.say("i lost my job", "hardship")
    assert s.templates == ["hardship", "ask_plan"]
    s.say("no thanks", "deny")
    assert "ask_willingness" not in s.templates and s.flags == {"hardship"}
    assert s.say("who are you", "who_are_you").expects.value == "anything_else"


def test_not_today_is_no_hardship(scene):
    s = scene()
    s.verified()
    s.say("i can't pay today", "hardship")
    assert s.flags == set() and s.templates[-1] == "ask_date"
