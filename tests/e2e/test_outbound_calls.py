"""`goodterms call` through the whole running product and the peer that plays Twilio: the gate, machine detection, the promise."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
from peers.debtor import Debtor, Line, Press, expects_of, number_of, says
from peers.stack import Stack, until
from peers.twilio_legs import NoAnswer, Picksup
from peers.twilio_rest import Request

from app.settings import PROJECT
from portfolio.records import AttemptState, ContactAttempt, PromiseState
from portfolio.words import Channel, Direction, Speaker

MATTER = ("disclose_first_party", "reason", "ask_willingness")
"""Sentences that say what it is about."""


def goodterms(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.run(command, cwd=PROJECT, env=stack.environment, capture_output=True, text=True, timeout=120, check=False)


def calls_out(stack: Stack, debtor_id: str) -> tuple[str, str]:
    """`goodterms call` as typed; the ids of call and attempt."""
    done = goodterms(stack, "call", number_of(stack, debtor_id), "--debtor", debtor_id)
    assert done.returncode == 0 and done.stdout.startswith("ringing: call CA"), done.stdout + done.stderr
    call_id, attempt_id = done.stdout.strip().removeprefix("ringing: call ").split(", attempt ")
    return call_id, attempt_id


def somebody_at(stack: Stack, debtor_id: str, *lines: Line, **how: object) -> None:
    """Who picks up at the debtor's number."""

    def asked() -> str | None:
        calls = [each.id for each in stack.ledger.conversations(debtor_id) if each.direction is Direction.OUTBOUND]
        return expects_of(stack, calls[-1]) if calls else None

    stack.twilio.phones[number_of(stack, debtor_id)] = lambda: Picksup(Debtor(lines, asked), **how)  # type: ignore[arg-type]


def attempt(stack: Stack, debtor_id: str, attempt_id: str) -> ContactAttempt:
    found = stack.ledger.attempt(attempt_id)
    assert found is not None and found.debtor_id == debtor_id
    return found


def rung(stack: Stack, debtor_id: str) -> list[Request]:
    """The orders to ring this debtor that reached the carrier."""
    return [each for each in stack.twilio.requests if ("To", number_of(stack, debtor_id)) in each.form]


def is_over(stack: Stack, call_id: str) -> Callable[[], bool]:
    return stack.twilio.legs[call_id].over.is_set


def test_an_outbound_call_ends_with_a_promise(stack: Stack) -> None:
    says_yes, says_when = says("en-US", "yes"), says("en-US", "pay_all_tomorrow")
    lines = (
        ("identity", says_yes), ("verification", Press("1979")), ("willingness", says_when),
        ("confirm", says("en-US", "that_is_right")), ("anything_else", says("en-US", "no_goodbye")),
    )  # fmt: skip
    somebody_at(stack, "d33", *lines)
    call_id, attempt_id = calls_out(stack, "d33")
    until(is_over(stack, call_id), "the call is over", 120)
    (promise,) = [each for each in stack.ledger.promises("d33") if each.conversation_id == call_id]
    assert promise.state is PromiseState.OPEN and promise.due_on == date(2026, 3, 12)
    assert promise.amount == stack.ledger.accounts("d33")[0].balance
    until(lambda: attempt(stack, "d33", attempt_id).state is AttemptState.CONVERSED, "the attempt is written down as a conversation", 20)
    assert attempt(stack, "d33", attempt_id).reference == call_id and attempt(stack, "d33", attempt_id).rang
    leg = stack.twilio.legs[call_id]
    assert leg.answered_by == "human" and leg.report is not None and leg.report.violations == ()
    (made,) = rung(stack, "d33")
    assert ("AsyncAmd", "true") in made.form
    assert stack.ledger.utterances(call_id)[0].template == "open_outbound"
    assert stack.twilio.complaints == []


def test_a_second_call_on_the_same_day_is_refused_with_rule_and_reason(stack: Stack) -> None:
    stack.twilio.phones[number_of(stack, "d40")] = lambda: NoAnswer("busy")
    call_id, attempt_id = calls_out(stack, "d40")
    until(is_over(stack, call_id), "the line is found busy", 30)
    until(lambda: attempt(stack, "d40", attempt_id).state is AttemptState.BUSY, "the attempt is written down as busy", 20)
    refused = goodterms(stack, "call", number_of(stack, "d40"), "--debtor", "d40")
    assert refused.returncode == 3 and refused.stdout.startswith("refused by ") and "not before 2026-03-11T" in refused.stdout
    assert len(rung(stack, "d40")) == 1


@pytest.mark.parametrize(
    ("debtor", "rule", "reason"),
    [("d39", "US-27", "No consent"), ("d24", "US-01", "Only between 08:00 and 21:00"), ("d2", "P-11", "08:30")],
    ids=["no consent", "too early in Los Angeles", "too late in China"],
)
def test_the_gate_refuses_with_rule_and_reason_and_nothing_rings(stack: Stack, debtor: str, rule: str, reason: str) -> None:
    done = goodterms(stack, "call", number_of(stack, debtor), "--debtor", debtor)
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stdout.startswith(f"refused by {rule}") and reason in done.stdout
    assert not rung(stack, debtor)


def test_a_machine_hears_nothing_of_the_matter_and_is_hung_up_on(stack: Stack) -> None:
    somebody_at(stack, "d25", answered_by="machine_start", amd_s=1.5)
    call_id, attempt_id = calls_out(stack, "d25")
    until(is_over(stack, call_id), "the machine is hung up on", 60)
    assert stack.twilio.legs[call_id].answered_by == "machine_start"
    said = [each.template for each in stack.ledger.utterances(call_id) if each.speaker is Speaker.BOT]
    assert not set(said) & set(MATTER)
    found = attempt(stack, "d25", attempt_id)
    assert found.state is not AttemptState.CONVERSED and found.channel is Channel.VOICE
