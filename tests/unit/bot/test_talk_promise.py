"""From the first word to a stored promise, in both languages."""

from datetime import date
from decimal import Decimal

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
