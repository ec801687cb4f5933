"""Calls from the first ring to the last word, as callers hear them: real sound both ways through the whole running product.

All callers of this file ring one after the other with a few lines busy at a time; every test then looks at its own call.
"""

import re
import wave
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import partial

import httpx
import numpy as np
import pytest
from peers.debtor import Call, HangUp, Manners, Press, number_of, rings_in, says
from peers.stack import Stack, until

from portfolio.money import Money
from portfolio.records import PromiseState
from portfolio.words import Flag, Speaker

LINES = 4
STRANGER = "+15550100199"
PATIENT = Manners(reaction_s=0.5, tired_s=90.0, linger_s=90.0)
en, zh = partial(says, "en-US"), partial(says, "zh-CN")
DEBT_WORDS = re.compile(r"\d|balance|owe|debt|payment|overdue|\bdue\b|amount|pay\b|loan|欠|余额|还款|逾期|到期|债|金额|贷", re.IGNORECASE)
"""What a stranger must never hear from us."""

CALLERS: Mapping[str, Callable[[Stack], Call]] = {
    "english promise": lambda stack: rings_in(
        stack, number_of(stack, "d21"), ("identity", en("this_is_mary")), ("verification", en("birth_year")),
        ("willingness", en("pay_hundred_friday")), ("confirm", en("that_is_right")), ("anything_else", en("no_goodbye")),
    ),
    "chinese promise": lambda stack: rings_in(
        stack, number_of(stack, "d1"), ("identity", zh("this_is_li_qiang")), ("verification", zh("id_last4")),
        ("willingness", zh("pay_500_friday")), ("confirm", zh("that_is_right_long")), ("anything_else", zh("no_goodbye")),
    ),
    "language switch": lambda stack: rings_in(
        stack, number_of(stack, "d4"), ("identity", zh("yes")), ("verification", Press("5843")),
        ("willingness", zh("speak_english")), ("willingness", en("pay_all_tomorrow")), ("confirm", en("that_is_right")),
        ("anything_else", en("no_goodbye")),
    ),
    "keypad, then gone": lambda stack: rings_in(
        stack, number_of(stack, "d22"), ("identity", en("yes")), ("verification", Press("1997")), ("willingness", HangUp()),
    ),
    "barge-in": lambda stack: rings_in(
        stack, number_of(stack, "d28"), ("identity", en("yes")), ("any", en("human", over=True)), ("any", HangUp()),
    ),
    "stop calling": lambda stack: rings_in(
        stack, number_of(stack, "d6"), ("identity", zh("yes")), ("verification", Press("1485")),
        ("willingness", zh("stop_calling_long")), ("open", zh("no")),
    ),
    "wrong number": lambda stack: rings_in(stack, number_of(stack, "d32"), ("identity", en("wrong_number"))),
    "stranger": lambda stack: rings_in(stack, STRANGER, ("open", en("how_much")), ("open", HangUp())),
    "silence": lambda stack: rings_in(stack, number_of(stack, "d35"), manners=PATIENT),
}  # fmt: skip


@pytest.fixture(scope="module")
def calls(stack: Stack) -> Iterator[Mapping[str, Callable[[], Call]]]:
    """Every caller of this file by name; asking for one waits until that call is over."""

    def whole_call(ring: Callable[[Stack], Call]) -> Call:
        call = ring(stack)
        assert call.report.call_sid == call.id
        until(lambda: call.record.ended_at and call.record.recording, "the call is closed in the ledger", 20)
        return call

    with ThreadPoolExecutor(LINES) as lines:
        ringing = {name: lines.submit(whole_call, ring) for name, ring in CALLERS.items()}
        yield {name: future.result for name, future in ringing.items()}


Calls = Mapping[str, Callable[[], Call]]


@pytest.mark.parametrize(
    ("name", "debtor", "amount", "name_said"),
    [("english promise", "d21", Money(Decimal(100), "USD"), "mary johnson"), ("chinese promise", "d1", Money(Decimal(500), "CNY"), "李强")],
)
def test_a_call_ends_with_the_promise_in_sql(stack: Stack, calls: Calls, name: str, debtor: str, amount: Money, name_said: str) -> None:
    call = calls[name]()
    (promise,) = [each for each in stack.ledger.promises(debtor) if each.conversation_id == call.id]
    assert (promise.state, promise.amount) == (PromiseState.OPEN, amount)
    assert promise.due_on == date(2026, 3, 13), "the Friday after the stack's Wednesday"
    assert call.record.verified_at is not None and call.record.debtor_id == debtor
    assert call.record.verified_at < promise.made_at
    heard = " ".join(each.text for each in call.said_by(Speaker.DEBTOR))
    assert name_said in heard
    assert call.report.ended_by in ("ended_by_rest", "hung_up_by_twiml"), "the bot says goodbye and hangs up"
    assert call.report.violations == () and call.report.figures.cut_offs == 0


@pytest.mark.parametrize("name", ["english promise", "chinese promise"])
def test_the_transcript_is_what_was_heard_with_times_and_confidences(calls: Calls, name: str) -> None:
    call = calls[name]()
    debtor = call.said_by(Speaker.DEBTOR)
    assert len(debtor) == 5 and all(each.via == "speech" for each in debtor)
    assert all(each.confidence is not None and 0 < each.confidence <= 1 for each in debtor)
    spoken = [each for each in debtor if each.words]
    assert len(spoken) == 4, "the answer that proves who somebody is leaves no words"
    assert all(word.end_s > word.start_s >= 0 and 0 <= word.confidence <= 1 for each in spoken for word in each.words)
    assert all(each.started_at < each.ended_at for each in call.thread)
    starts = [each.started_at for each in debtor]
    assert starts == sorted(starts)
    secret = next(each for each in debtor if not each.words)
    assert not re.search(r"1985|nineteen|eighty|3821|三八|二一", secret.text)


@pytest.mark.parametrize("name", ["english promise", "chinese promise"])
def test_the_readback_was_heard_to_its_end_before_the_yes(calls: Calls, name: str) -> None:
    call = calls[name]()
    readback = next(each for each in call.thread if each.template == "readback")
    yes = call.said_by(Speaker.DEBTOR)[3]
    assert readback.complete and readback.ended_at <= yes.started_at
    assert "$100.00" in readback.text or "500.00" in readback.text
    assert call.templates[-1] == "goodbye"


@pytest.mark.parametrize("name", ["english promise", "chinese promise"])
def test_the_recording_has_both_voices(calls: Calls, name: str) -> None:
    call = calls[name]()
    assert call.record.recording is not None
    with wave.open(call.record.recording) as kept:
        assert (kept.getnchannels(), kept.getframerate(), kept.getsampwidth()) == (2, 8000, 2)
        sound = np.frombuffer(kept.readframes(kept.getnframes()), dtype="<i2").reshape(-1, 2)
    seconds = len(sound) / 8000
    length = (call.report.figures.first_audio_ms or 0) / 1000 + len(call.report.ear.sound) / 8000
    assert seconds > length / 2
    for voice in (sound[:, 0], sound[:, 1]):
        loud = np.abs(voice.astype(np.int32)) > 1000
        assert loud.sum() > 8000 / 2, "half a second of speech at the least"


def test_a_switch_of_language_changes_ears_voice_and_promise(stack: Stack, calls: Calls) -> None:
    call = calls["language switch"]()
    assert call.record.locale.value == "en-US"
    bot = call.said_by(Speaker.BOT)
    assert {each.locale.value for each in bot} == {"zh-CN", "en-US"}
    switched = next(index for index, each in enumerate(bot) if each.locale.value == "en-US")
    assert all(each.locale.value == "en-US" for each in bot[switched:])
    assert "disclose_first_party" in [each.template for each in bot[switched:]], "what is due is said again in the new language"
    (promise,) = [each for each in stack.ledger.promises("d4") if each.conversation_id == call.id]
    assert promise.amount == stack.ledger.accounts("d4")[0].balance and promise.due_on == date(2026, 3, 12)


def test_keys_prove_who_somebody_is_and_leave_no_trace(stack: Stack, calls: Calls) -> None:
    call = calls["keypad, then gone"]()
    assert call.record.verified_at is not None
    keyed = [each for each in call.said_by(Speaker.DEBTOR) if each.via == "keypad"]
    assert len(keyed) == 1 and "1997" not in keyed[0].text
    logs = "".join(path.read_text(errors="replace") for path in (stack.state_dir / "logs").glob("*.log"))
    assert call.id in logs and "1997" not in logs


def test_a_hang_up_in_the_middle_frees_the_call(stack: Stack, calls: Calls) -> None:
    call = calls["keypad, then gone"]()
    assert call.report.ended_by == "hung_up_by_caller"
    assert call.record.disposition == "no_outcome" and call.record.recording is not None
    assert not [each for each in stack.ledger.promises("d22") if each.conversation_id == call.id]
    for other in calls.values():
        other()
    until(lambda: "goodterms_calls_live 0.0" in httpx.get(f"{stack.url}/metrics").text, "no call is live any more", 20)


def test_an_interruption_silences_the_bot_and_only_what_was_heard_is_written_down(calls: Calls) -> None:
    call = calls["barge-in"]()
    cut = [each for each in call.said_by(Speaker.BOT) if not each.complete]
    assert cut, "the bot was interrupted in the midst of a sentence"
    assert call.report.figures.barge_in_ms and call.report.figures.stale_after_clear == 0
    assert "human" in call.said_by(Speaker.DEBTOR)[-1].text
    assert "connect_human" in call.templates


def test_stop_calling_closes_the_phone_before_anything_else_is_said(stack: Stack, calls: Calls) -> None:
    call = calls["stop calling"]()
    raised = {each.flag: each for each in stack.ledger.flags("d6") if each.conversation_id == call.id}
    assert {Flag.CEASE_VOICE, Flag.CEASE_ALL} <= set(raised), "no calls, and after the no not in writing either"
    stop = next(each for each in call.thread if each.template == "stop_calling")
    assert raised[Flag.CEASE_VOICE].raised_at <= stop.started_at
    assert call.templates[-1] == "may_write_no" and call.report.ended_by != "hung_up_by_caller"


def test_a_wrong_number_is_taken_out_and_hears_nothing_of_a_debt(stack: Stack, calls: Calls) -> None:
    call = calls["wrong number"]()
    (raised,) = [each for each in stack.ledger.flags("d32") if each.flag is Flag.WRONG_NUMBER]
    assert raised.number == number_of(stack, "d32") and raised.conversation_id == call.id
    assert call.templates[-1] == "wrong_number"
    assert_no_debt_words(call)


def test_a_stranger_is_helped_without_a_word_about_a_debt(calls: Calls) -> None:
    call = calls["stranger"]()
    assert call.record.debtor_id is None and call.record.verified_at is None
    assert call.said_by(Speaker.DEBTOR) and len(call.templates) >= 3
    assert_no_debt_words(call)


def test_silence_is_asked_about_twice_and_ends_kindly(calls: Calls) -> None:
    call = calls["silence"]()
    assert [each for each in call.templates if each in ("still_there", "silence_close")] == ["still_there", "still_there", "silence_close"]
    assert call.report.ended_by in ("ended_by_rest", "hung_up_by_twiml") and call.report.lost_at_close_ms == 0
    assert call.record.disposition == "silence"


def test_no_caller_was_cut_off_or_heard_a_broken_voice(calls: Calls) -> None:
    reports = [ring().report for ring in calls.values()]
    assert [each.violations for each in reports] == [()] * len(reports)
    assert sum(each.figures.stale_after_clear for each in reports) == 0
    assert all(each.figures.first_audio_ms is not None for each in reports)


def assert_no_debt_words(call: Call) -> None:
    said = [each.text for each in call.said_by(Speaker.BOT)]
    assert said and not [text for text in said if DEBT_WORDS.search(text)]
