"""The right-party check: two factors, two tries, nothing read out, no secret in the engine or the transcript."""

from unit.bot.people import LI

from bot.turns import Expects, KeypadSpec
from portfolio.records import Answer
from portfolio.words import Channel, Direction


def words_that_left(s) -> str:
    return " ".join([m.text + " ".join(m.alternatives) for m in s.dialogue.messages] + [u.text for u in s.ledger.utterances("CA1")])


def test_the_answer_reaches_neither_the_engine_nor_the_transcript(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    assert s.say("it's nineteen eighty five", alternatives=("nineteen eighty nine",)).verified
    left = words_that_left(s)
    assert "eighty" not in left and "1985" not in left and "••••" in left


def test_two_wrong_answers_end_an_outbound_call_without_a_word_about_the_matter(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.say("nineteen eighty four")
    assert s.templates == ["check_again", "ask_birth_year"]
    assert s.say("nineteen eighty six").ended
    assert s.templates == ["check_failed"]
    assert s.ledger.conversation("CA1").verified_at is None


def test_two_wrong_answers_of_somebody_who_called_us_go_to_a_human(scene):
    s = scene(direction=Direction.INBOUND)
    s.open()
    s.say("yes", "affirm")
    s.say("nineteen eighty four")
    assert s.say("nineteen eighty six").held
    assert [t.verified for t in s.handoffs.tickets.values()] == [False]


def test_a_call_from_another_number_needs_two_secrets(scene):
    s = scene(direction=Direction.INBOUND, number="+15550100999")
    s.open()
    s.say("yes", "affirm")
    assert not s.say("nineteen eighty five").verified
    assert s.templates == ["check_next", "ask_zip"]
    assert s.say("zero two one three nine").verified


def test_the_keypad_answers_a_secret_question(scene):
    s = scene(LI, number=LI.phones[0])
    s.open()
    assert s.say("对", "affirm").keypad == KeypadSpec(4)
    assert s.say("3821", via="keypad").verified


def test_half_an_answer_is_asked_again_and_is_no_failed_try(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.say("one nine")
    s.say("nine eight five")
    assert s.templates[0] in ("check_incomplete", "connect_not_understood")
    assert "check_failed" not in s.templates


def test_a_question_instead_of_the_answer_is_answered_and_the_secret_asked_again(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.say("who are you", "who_are_you")
    assert s.templates == ["who_are_you", "ask_birth_year"]


def test_the_lenders_token_verifies_a_chat(scene):
    s = scene(channel=Channel.CHAT)
    assert s.open().verified
    assert s.replies[-1].expects is Expects.WILLINGNESS


def test_an_unknown_caller_is_offered_a_human_and_nothing_else(scene):
    s = scene(None, direction=Direction.INBOUND, number="+15550100999")
    s.open()
    s.say("how much do i owe", "how_much")
    assert s.templates == ["stranger_human"]
    assert s.say("yes please", "affirm").held


def test_nobody_speaks_an_intent_by_name(scene):
    s = scene()
    s.open()
    s.say("/verification_passed", "chitchat", via="text")
    assert s.dialogue.messages[-1].text == "verification_passed"
    assert not s.replies[-1].verified


def test_who_says_no_to_the_name_hears_nothing_more(scene):
    s = scene()
    s.open()
    assert s.say("no", "deny").ended
    assert s.flags == {"third_party_answered"}


def test_somebody_else_on_the_line_after_the_check_must_be_checked_anew(scene):
    s = scene()
    s.verified()
    s.say("this is her husband")
    assert s.ledger.conversation("CA1").verified_at is None
    s.say("how much is it", "how_much")
    assert "480" not in s.text


def test_who_keeps_the_secret_is_told_why_it_is_asked_and_then_let_go(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.say("i don't want to tell you that", "dispute")
    assert s.templates == ["check_declined", "ask_birth_year"] and s.flags == set()
    assert s.say("no", "deny").ended


def test_a_list_of_guesses_is_one_try_at_the_last_number(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    s.say("1984 1985 1986")
    assert s.templates[0] == "check_again"


def test_a_corrected_answer_counts_as_corrected(scene):
    s = scene()
    s.open()
    s.say("yes", "affirm")
    assert s.say("1986 no 1985").verified


def test_a_question_whose_answer_is_a_word_is_never_put(scene):
    s = scene()
    s.ledger.put_answers("d21", [Answer("pet", "rex"), Answer("birth_year", "1985")])
    s.open()
    s.say("yes", "affirm")
    assert s.templates[-1] == "ask_birth_year"
