"""What must be heard is said again until it was, in the language spoken."""

from unit.bot.people import LI


def test_a_yes_after_an_unheard_readback_repeats_the_readback(scene):
    s = scene()
    s.verified()
    s.deaf = True
    s.say("i can pay one hundred dollars on friday", "give_promise")
    s.deaf = False
    s.say("yes", "affirm")
    assert s.templates == ["readback_again"]
    assert s.ledger.promises("d21") == ()
    s.say("yes", "affirm")
    assert len(s.ledger.promises("d21")) == 1


def test_a_disclosure_that_was_cut_off_is_said_again_before_anything_else(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.deaf = True
    s.say("nineteen eighty five")
    s.say("how much is it", "how_much")
    assert s.templates[0] == "disclose_first_party"
    assert not s.replies[-1].says[0].interruptible
    s.deaf = False
    s.say("how much is it", "how_much")
    assert s.templates[0] == "disclose_first_party"
    s.say("how much is it", "how_much")
    assert "disclose_first_party" not in s.templates


def test_a_greeting_that_was_cut_off_is_made_up_for_by_the_bare_notice(scene):
    s = scene()
    s.deaf = True
    s.open()
    s.deaf = False
    s.say("yes", "affirm")
    assert s.templates[0] == "notice_again"
    assert "notice_again" not in [x.template for x in s.say("nineteen eighty five").says]


def test_a_debtor_who_asks_to_be_left_alone_hears_no_disclosure_first(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.deaf = True
    s.say("nineteen eighty five")
    s.say("stop calling me")
    assert s.templates == ["stop_calling", "ask_may_write"]


def test_a_third_party_collector_says_the_mini_miranda(scene):
    s = scene(role="third_party")
    assert "attempt to collect a debt" in " ".join(x.text for x in s.verified().says)


def test_the_other_language_hears_notice_and_disclosure_again_and_the_open_readback(scene):
    s = scene(LI, number=LI.phones[0])
    s.verified()
    s.say("我星期五还五百块", "give_promise")
    s.say("说英语可以吗", "speak_english")
    assert s.templates == ["speak_this", "notice_again", "disclose_first_party", "readback"]
    assert "lender" in s.text and "CNY 500.00 on Friday, November 27" in s.text
    assert s.talk.locale.value == "en-US"
    s.say("中文", "speak_chinese")
    assert s.templates == ["speak_this", "readback"]


def test_what_was_heard_of_a_cut_sentence_is_what_the_transcript_holds(scene):
    import asyncio

    s = scene()
    s.deaf = True
    reply = s.open()
    asyncio.run(s.talk.was_heard(reply.says[0].id, "Hello, this is Grace", False, s.now[0], s.now[0]))
    stored = s.ledger.utterances("CA1")
    assert [(u.text, u.complete) for u in stored] == [("Hello, this is Grace", False)]


def test_a_sentence_that_nobody_heard_is_not_in_the_transcript(scene):
    import asyncio

    s = scene()
    s.deaf = True
    reply = s.open()
    asyncio.run(s.talk.was_heard(reply.says[1].id, "", False, s.now[0], s.now[0]))
    assert s.ledger.utterances("CA1") == ()
