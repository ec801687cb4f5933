"""Short ways to say what the gate is told, for its tests."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from compliance.gate import GateFacts, Owed, ProposedAttempt, Refused, Verdict, decide
from compliance.rulebook import Rulebook, load_rulebooks, rulebooks_for
from portfolio.money import Money
from portfolio.records import AttemptState, Consent, ContactAttempt, RaisedFlag
from portfolio.words import Channel, Direction, Flag

BOOKS = load_rulebooks()
CHINESE_NUMBER = "+8613800000000"
AMERICAN_NUMBER = "+15550100121"


def china(text: str) -> datetime:
    """An instant on the clock of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def eastern(text: str) -> datetime:
    """An instant on the clock of New York."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/New_York"))


def in_china(now: datetime, **changes: object) -> GateFacts:
    """A debtor in Shenzhen of whom only the given is special."""
    plain = GateFacts(
        debtor_id="d1",
        places=("CN", "CN-44"),
        zones=("Asia/Shanghai",),
        numbers=(CHINESE_NUMBER,),
        owed=(Owed(Money(Decimal(3680), "CNY"), now),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def in_america(now: datetime, **changes: object) -> GateFacts:
    """A debtor in New York who agreed to automated calls."""
    plain = GateFacts(
        debtor_id="d21",
        places=("US", "US-NY"),
        zones=("America/New_York",),
        numbers=(AMERICAN_NUMBER,),
        consents=(Consent(Channel.VOICE, eastern("2020-01-02T09:00"), "contract"),),
        owed=(Owed(Money(Decimal(480), "USD"), now),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def call_by_bot(facts: GateFacts) -> ProposedAttempt:
    """The bot would dial the first number on file."""
    return ProposedAttempt(Channel.VOICE, number=facts.numbers[0])


def ask(facts: GateFacts, now: datetime, attempt: ProposedAttempt | None = None, books: tuple[Rulebook, ...] | None = None) -> Verdict:
    """What the gate says with the rulebooks of the debtor's places, to a call by the bot if nothing else is proposed."""
    return decide(attempt or call_by_bot(facts), facts, books or rulebooks_for(BOOKS, facts.places), now)


def rule_against(verdict: Verdict) -> str | None:
    """The rule that refused, if one did."""
    return verdict.rule if isinstance(verdict, Refused) else None


def only(place: str) -> tuple[Rulebook, ...]:
    """The law of one place without our own policy and without policy marks."""
    book = BOOKS[place]
    return (book.model_copy(update={"rules": tuple(rule for rule in book.rules if rule.mark != "P")}),)


def called(at: datetime, number: str = AMERICAN_NUMBER, state: AttemptState = AttemptState.NO_ANSWER) -> ContactAttempt:
    """A call of ours that rang."""
    rang = state not in (AttemptState.BUSY, AttemptState.FAILED, AttemptState.CANCELLED)
    return ContactAttempt(f"t{at.isoformat()}{number}", "d", Channel.VOICE, Direction.OUTBOUND, state, at, None, number, rang)


def texted(at: datetime, channel: Channel = Channel.SMS) -> ContactAttempt:
    """A written message of ours."""
    return ContactAttempt(f"t{at.isoformat()}", "d", channel, Direction.OUTBOUND, AttemptState.STARTED, at)


def raised(flag: Flag, at: datetime, number: str | None = None) -> RaisedFlag:
    """The flag stands since then."""
    return RaisedFlag(flag, at, "debtor", number=number)
