"""What holds for every debtor: knowing more against contact never opens the gate, and its retry times keep their word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from unit.compliance.gate_cases import AMERICAN_NUMBER, BOOKS

from compliance.gate import Allowed, GateFacts, Owed, ProposedAttempt, Refused, decide
from compliance.rulebook import rulebooks_for
from portfolio.money import Money
from portfolio.records import AttemptState, Consent, ContactAttempt, RaisedFlag
from portfolio.standing import CALLBACK
from portfolio.words import Channel, Direction, Flag

NOW = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)
OTHER_NUMBER = "+15550100999"
NUMBERS = (AMERICAN_NUMBER, OTHER_NUMBER)

moments = st.integers(-9 * 24 * 60, 0).map(lambda minutes: NOW + timedelta(minutes=minutes))
tries = st.builds(
    ContactAttempt,
    id=st.uuids().map(str),
    debtor_id=st.just("d"),
    channel=st.sampled_from(Channel),
    direction=st.sampled_from(Direction),
    state=st.sampled_from(AttemptState),
    at=moments,
    number=st.sampled_from([*NUMBERS, None]),
    rang=st.booleans(),
)
flags = st.builds(
    RaisedFlag, flag=st.sampled_from(Flag), raised_at=moments, source=st.just("debtor"), number=st.sampled_from([AMERICAN_NUMBER, None])
)
given_consents = st.builds(
    Consent,
    channel=st.sampled_from(Channel),
    given_at=moments,
    source=st.sampled_from([CALLBACK, "contract"]),
    ends_at=st.sampled_from([None, NOW + timedelta(days=3), NOW - timedelta(days=1)]),
)
PLACES = [
    (("CN", "CN-44"), ("Asia/Shanghai",)),
    (("US", "US-NY"), ("America/New_York", "America/Los_Angeles")),
    (("US-MA", "US-MA"), ("America/New_York",)),
    (("US-DC", "US-DC"), ("America/New_York",)),
]


@st.composite
def debtors(draw: st.DrawFn) -> GateFacts:
    places, zones = draw(st.sampled_from(PLACES))
    standing = Consent(Channel.VOICE, NOW - timedelta(days=300), "contract")
    return GateFacts(
        debtor_id="d",
        places=places,
        zones=zones,
        numbers=NUMBERS,
        flags=tuple(draw(st.lists(flags, max_size=1))),
        attempts=tuple(draw(st.lists(tries, max_size=8))),
        conversed_at=tuple(draw(st.lists(moments, max_size=2))),
        consents=(standing, *draw(st.lists(given_consents, max_size=2))),
        owed=(Owed(Money(Decimal(100), "USD"), NOW),),
    )


proposals = st.builds(ProposedAttempt, channel=st.sampled_from(Channel), number=st.just(OTHER_NUMBER), automated=st.booleans())
# all that is known lies in the past of the question
hours = st.integers(0, 23).map(lambda hour: NOW + timedelta(hours=hour))


def allows(facts: GateFacts, proposal: ProposedAttempt, at: datetime) -> bool:
    return isinstance(decide(proposal, facts, rulebooks_for(BOOKS, facts.places), at), Allowed)


# The law itself takes calls to a wrong number off the count (US-08), so that flag is apart.
@settings(max_examples=150, deadline=None)
@given(debtors(), proposals, hours, flags.filter(lambda one: one.flag is not Flag.WRONG_NUMBER))
def test_another_flag_never_turns_a_refusal_into_an_allowance(
    facts: GateFacts, proposal: ProposedAttempt, at: datetime, another: RaisedFlag
) -> None:
    flagged = replace(facts, flags=(*facts.flags, another))
    assert allows(facts, proposal, at) or not allows(flagged, proposal, at)


@settings(max_examples=150, deadline=None)
@given(debtors(), proposals, hours, tries)
def test_another_attempt_never_turns_a_refusal_into_an_allowance(
    facts: GateFacts, proposal: ProposedAttempt, at: datetime, another: ContactAttempt
) -> None:
    tried = replace(facts, attempts=(*facts.attempts, another))
    assert allows(facts, proposal, at) or not allows(tried, proposal, at)


@settings(max_examples=150, deadline=None)
@given(debtors(), proposals, hours, moments)
def test_another_conversation_never_turns_a_refusal_into_an_allowance(
    facts: GateFacts, proposal: ProposedAttempt, at: datetime, talked: datetime
) -> None:
    after = replace(facts, conversed_at=(*facts.conversed_at, talked))
    assert allows(facts, proposal, at) or not allows(after, proposal, at)


@settings(max_examples=150, deadline=None)
@given(debtors(), proposals, hours)
def test_at_its_retry_time_the_same_attempt_is_allowed_and_a_second_before_it_is_not(
    facts: GateFacts, proposal: ProposedAttempt, at: datetime
) -> None:
    verdict = decide(proposal, facts, rulebooks_for(BOOKS, facts.places), at)
    if isinstance(verdict, Refused) and verdict.retry_at is not None:
        assert verdict.retry_at > at
        read_anew = replace(facts, owed=(Owed(Money(Decimal(100), "USD"), verdict.retry_at),))
        assert allows(read_anew, proposal, verdict.retry_at)
        just_before = max(at, verdict.retry_at - timedelta(seconds=1))
        assert not allows(read_anew, proposal, just_before)
