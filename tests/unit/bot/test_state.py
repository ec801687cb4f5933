"""The state of a conversation survives its way through the ledger; so does a reply through the engine."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.lines import line
from bot.reply_json import reply_in, reply_out
from bot.state import DialogueState, dumps, loads
from bot.turns import Expects, KeypadSpec, Reply, Saying
from portfolio.money import Money
from portfolio.words import Locale

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
FULL = DialogueState(
    expects=Expects.CONFIRM,
    topic="counter",
    turn=7,
    key="k",
    opened=True,
    secrets_passed=("zip",),
    offer_amount=Decimal("100.00"),
    offer_on=date(2026, 11, 27),
    callback_on=date(2026, 11, 28),
    noticed=("en-US", "zh-CN"),
    disclosed=(("disclose_first_party", "en-US"),),
    due=(line("readback", amount=Money(Decimal(1), "USD"), day=date(2026, 11, 27), required=True),),
    last=(line("callback_noted", at=AT, day=AT.date()), line("complaint", number="A1")),
    waiting_since=AT,
    live=True,
)


def test_a_full_state_comes_back_as_it_was():
    assert loads(dumps(FULL)) == FULL


def test_a_fresh_state_is_an_empty_record():
    assert dumps(DialogueState()) == "{}" and loads("{}") == DialogueState()


def test_a_state_of_another_version_loses_only_what_is_unknown():
    assert loads('{"turn": 3, "of_tomorrow": 1}') == DialogueState(turn=3)


def test_a_reply_comes_back_from_the_engine_as_it_was():
    saying = Saying("1.0", "greet", Locale.ZH_CN, "您好。", "您好。", required=True)
    reply = Reply((saying,), Expects.VERIFICATION, Locale.ZH_CN, verified=True, ticket="t1", keypad=KeypadSpec(4))
    assert reply_in(json.loads(json.dumps(reply_out(reply)))) == reply


def test_words_of_a_person_print_as_dots():
    assert "secret" not in repr(line("agent_says", text="secret"))
