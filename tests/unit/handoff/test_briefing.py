"""What an agent sees of a debtor, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from handoff.briefing import Hidden, Known, brief, masked_name
from handoff.capacity import channels_with_room
from handoff.tickets import Priority, Ticket, TicketReason, TicketState
from portfolio.money import Money
from portfolio.records import Account, AttemptState, ContactAttempt, Debtor, RaisedFlag
from portfolio.words import Channel, Direction, Flag, Locale

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 11)
MARY = Debtor("d21", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))
ACCOUNT = Account(
    "a21", "d21", "Example Finance", "consumer_loan", Money(Decimal(480), "USD"), Money(Decimal(48), "USD"), date(2026, 3, 1), TODAY, NOW
)
TICKET = Ticket(
    id="t1",
    conversation_id="c1",
    debtor_id="d21",
    channel=Channel.CHAT,
    locale=Locale.EN_US,
    region="US-NY",
    reason=TicketReason.ASKED_HUMAN,
    priority=Priority.ASKED,
    state=TicketState.ACCEPTED,
    verified=True,
    opened_at=NOW,
    moved_at=NOW,
    agent_id="anna",
)


def attempt(days_ago: int) -> ContactAttempt:
    return ContactAttempt(f"k{days_ago}", "d21", Channel.VOICE, Direction.OUTBOUND, AttemptState.NO_ANSWER, NOW - timedelta(days=days_ago))


KNOWN = Known(MARY, (ACCOUNT,), (), (RaisedFlag(Flag.HARDSHIP, NOW, "call"),), (attempt(1), attempt(6), attempt(8)))


def test_before_the_accept_there_is_no_debt_no_flag_and_no_whole_name() -> None:
    offered = brief(replace(TICKET, state=TicketState.OFFERED), KNOWN, agent_id="anna", verified=True, now=NOW, today=TODAY)
    assert (offered.facts, offered.hidden, offered.flags, offered.name) == (None, Hidden.NOT_ACCEPTED, (), "M*** J******")


def test_somebody_elses_ticket_shows_no_debt() -> None:
    assert brief(TICKET, KNOWN, agent_id="bo", verified=True, now=NOW, today=TODAY).hidden is Hidden.NOT_ACCEPTED


def test_an_unverified_person_shows_no_debt_even_after_the_accept() -> None:
    unverified = brief(TICKET, KNOWN, agent_id="anna", verified=False, now=NOW, today=TODAY)
    assert (unverified.facts, unverified.hidden, unverified.name) == (None, Hidden.NOT_VERIFIED, "Mary Johnson")


def test_a_caller_whom_nobody_knows_has_no_facts() -> None:
    assert (
        brief(replace(TICKET, debtor_id=None), Known(), agent_id="anna", verified=False, now=NOW, today=TODAY).hidden is Hidden.NOBODY_KNOWN
    )


def test_the_holder_of_a_verified_ticket_sees_the_facts() -> None:
    facts = brief(TICKET, KNOWN, agent_id="anna", verified=True, now=NOW, today=TODAY).facts
    assert facts is not None
    assert [debt.days_overdue for debt in facts.debts] == [10]
    assert facts.contacts_in_a_week == 2


def test_names_are_masked_in_both_scripts() -> None:
    assert (masked_name("李强"), masked_name("Mary Johnson"), masked_name("王")) == ("李*", "M*** J******", "王*")


def test_one_call_fills_an_agent_and_four_chats_do() -> None:
    call = replace(TICKET, channel=Channel.VOICE)
    assert channels_with_room(()) == {Channel.VOICE, Channel.CHAT}
    assert channels_with_room((TICKET,)) == {Channel.CHAT}
    assert channels_with_room((TICKET,) * 4) == channels_with_room((call,)) == frozenset()
