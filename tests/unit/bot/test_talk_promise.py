"""From the first word to a stored promise, in both languages."""

from datetime import date
from decimal import Decimal

from unit.bot.people import LI

from bot.turns import Expects


def test_a_promise_is_stored_after_a_heard_readback_and_a_yes(scene):
    s = scene()
    assert "automated assistant" in s.open().says[0].text
    assert s.say("yes this is mary johnson", "affirm").expects is Expects.VERIFICATION
    assert s.say("nineteen eighty five").verified
    assert "$480.00" in s.text
    s.say("i can pay one hundred dollars on friday", "give_promise")
    assert "Friday, November 27" in s.text and "$100.00" in s.text
    assert "one hundred dollars" in s.replies[-1].says[0].spoken
    s.say("yes that is right", "affirm")
    promise = s.ledger.promises("d21")[0]
    assert (promise.amount.amount, promise.due_on) == (Decimal("100.00"), date(2026, 11, 27))
    assert s.say("no that is all", "deny").ended


def test_a_hedged_yes_is_no_promise(scene):
    s = scene()
    s.verified()
    s.say("i can pay one hundred dollars on friday", "give_promise")
    s.say("i guess", "affirm")
    assert s.templates == ["ask_yes", "readback"] and s.ledger.promises("d21") == ()
    s.say("well maybe", "affirm")
    assert s.replies[-1].held and s.ledger.promises("d21") == ()


def test_a_correction_in_the_same_breath_as_the_yes_is_read_back_anew(scene):
    s = scene()
    s.verified()
    s.say("i can pay one hundred dollars on friday", "give_promise")
    s.say("yes but on monday", "affirm")
    assert "Monday, November 30" in s.text and s.ledger.promises("d21") == ()
    s.say("that's right", "affirm")
    assert s.ledger.promises("d21")[0].due_on == date(2026, 11, 30)


def test_a_no_to_the_readback_keeps_what_was_not_corrected(scene):
    s = scene(LI, number=LI.phones[0])
    s.verified()
    s.say("我星期五还五百块", "give_promise")
    s.say("不是，四百块", "deny")
    assert "11月27日周五还400.00元" in s.text


def test_a_day_beyond_the_table_is_answered_with_the_latest_one(scene):
    s = scene()
    s.verified()
    s.say("in two months", "inform_date")
    assert "Tuesday, December 8" in s.text
    s.say("okay", "affirm")
    assert s.replies[-1].expects is Expects.CONFIRM


def test_a_proposal_below_authority_goes_to_a_human_and_is_never_flatly_refused(scene):
    s = scene()
    s.verified()
    s.say("ten dollars on friday", "give_promise")
    assert s.templates == ["too_little"]
    s.say("no i can't", "deny")
    assert s.replies[-1].held
    assert next(iter(s.handoffs.tickets.values())).reason.value == "beyond_authority"


def test_more_than_is_owed_is_never_noted(scene):
    s = scene()
    s.verified()
    s.say("nine hundred dollars on friday", "give_promise")
    assert "$480.00 on Friday" in s.text


def test_three_declines_end_kindly(scene):
    s = scene()
    s.verified()
    for words in ("no", "no", "no"):
        reply = s.say(words, "deny")
    assert reply.ended and s.templates == ["goodbye_kindly"]


def test_of_two_payments_the_first_is_noted_and_the_rest_is_left_open(scene):
    s = scene()
    s.verified()
    s.say("two hundred now and the rest on the fifteenth", "give_promise")
    assert "$200.00 on Tuesday, November 24" in s.text
    s.say("yes", "affirm")
    assert "promise_rest" in s.templates


def test_friday_or_saturday_is_asked_again(scene):
    s = scene()
    s.verified()
    s.say("friday or saturday", "inform_date")
    assert s.templates == ["ask_date"]


def test_a_plain_number_answers_how_much_though_the_model_is_unsure(scene):
    s = scene()
    s.verified()
    s.say("no", "deny")
    s.say("two fifty", "nlu_fallback")
    s.say("friday", "nlu_fallback")
    assert "$250.00 on Friday" in s.text


def test_a_promise_made_in_another_currency_is_asked_again(scene):
    s = scene()
    s.verified()
    s.say("five hundred euros on friday", "give_promise")
    assert s.ledger.promises("d21") == () and s.replies[-1].expects is Expects.DATE


def test_a_sum_below_the_least_is_answered_before_a_day_is_asked(scene):
    s = scene()
    s.verified()
    s.say("i can give you five dollars", "give_promise")
    assert s.templates == ["too_little"]
    s.say("yes", "affirm")
    assert s.templates == ["ask_date"]
    s.say("friday", "inform_date")
    assert "$48.00" in s.text and "Friday" in s.text


def test_two_days_too_late_go_to_a_human(scene):
    s = scene()
    s.verified()
    s.say("in two months", "give_promise")
    assert s.templates == ["too_late"]
    assert s.say("in six weeks", "inform_date").held
    assert s.templates == ["beyond_me"]


def test_another_amount_after_the_promise_keeps_what_was_said(scene):
    s = scene()
    s.verified()
    s.say("friday", "inform_date")
    s.say("yes", "affirm")
    s.say("can i make it two hundred", "extension")
    s.say("friday", "inform_date")
    assert "$200.00" in s.text


def test_a_day_to_be_called_is_no_day_to_pay(scene):
    s = scene()
    s.verified()
    s.say("i am driving", "busy")
    s.say("friday", "inform_date")
    assert s.templates == ["ask_callback_time"]
