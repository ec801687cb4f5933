"""The kinds of rules that a rulebook can hold, as its file states them. A rule refuses or it is silent; none ever allows.

Therefore rulebooks merge by all having to agree: hours intersect, the smallest cap holds, prohibitions add up.
"""

from datetime import time
from enum import IntEnum, StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portfolio.words import Channel, Flag, Locale


class Mark(StrEnum):
    """How well a parameter is known."""

    PRIMARY = "V1"
    """The primary text was read."""
    SECONDARY = "V2"
    """A secondary source reports the number; the clause was not seen."""
    MEMORY = "M"
    """Not verified: a strict default."""
    POLICY = "P"
    """Our own policy, usually stricter than the law."""


class Stage(IntEnum):
    """The order of the gate: the first refusal in this order is the one that is told."""

    CEASE = 1
    INCAPABLE = 2
    HOLD = 3
    PROMISE = 4
    OPT_OUT = 5
    NUMBER = 6
    CONSENT = 7
    HOURS = 8
    INCONVENIENT = 9
    WAIT = 10
    COUNTERS = 11
    BALANCE = 12


def _quoted(value: object) -> object:
    # YAML 1.1 reads an unquoted 22:00 as the number 1320
    if not isinstance(value, str):
        raise ValueError('a time of day is quoted text, like "08:00"')
    return value


def _naive(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("a time of day has no zone: it is the debtor's own")
    return value


WallClock = Annotated[time, BeforeValidator(_quoted), AfterValidator(_naive)]
Count = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=1)]


class Reason(BaseModel):
    """Why not, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh_cn: Annotated[str, Field(alias="zh-CN", min_length=1)]
    en_us: Annotated[str, Field(alias="en-US", min_length=1)]

    def said_in(self, locale: Locale) -> str:
        """The reason in this language."""
        return self.zh_cn if locale is Locale.ZH_CN else self.en_us


class _Rule(BaseModel):
    """What all rules state: a name, where it comes from, how well that is known, what it is about, and why it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z0-9]+)*-\d{2}[a-z]?$")]
    source: Annotated[str, Field(min_length=1)]
    mark: Mark
    reason: Reason
    channels: frozenset[Channel] = frozenset(Channel)
    automated_only: bool = False
    """True: the rule is about the bot; an agent who dials by hand is not touched."""


class FlagRule(_Rule):
    """No contact while one of these flags stands; only for `days` after it was raised, where that is given."""

    kind: Literal["flags"]
    at: Literal["cease", "incapable", "hold", "opt_out"]
    flags: Annotated[frozenset[Flag], Field(min_length=1)]
    days: Days | None = None

    @property
    def stage(self) -> Stage:
        """As the file says."""
        return Stage[self.at.upper()]


class PromiseRule(_Rule):
    """Quiet until an open promise is due and `grace_days` more have passed, but for a reminder so many days before.

    A call-back that the debtor asked for is not held up.
    """

    kind: Literal["promise"]
    grace_days: Count
    reminder_days_before: Days | None = None
    stage: ClassVar[Stage] = Stage.PROMISE


class NumberRule(_Rule):
    """Only a number that is on file for the debtor, and not one that turned out to be somebody else's."""

    kind: Literal["number"]
    stage: ClassVar[Stage] = Stage.NUMBER


class ConsentRule(_Rule):
    """Only with a consent that stands, given (or renewed) within `max_age_days` where that is given."""

    kind: Literal["consent"]
    max_age_days: Days | None = None
    stage: ClassVar[Stage] = Stage.CONSENT


class ProhibitedRule(_Rule):
    """Never."""

    kind: Literal["prohibited"]
    stage: ClassVar[Stage] = Stage.CONSENT


class HoursRule(_Rule):
    """Only from `opens` (included) to `closes` (not included), on the wall clock of every place where the debtor may be."""

    kind: Literal["hours"]
    opens: WallClock
    closes: WallClock
    stage: ClassVar[Stage] = Stage.HOURS

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "HoursRule":
        if self.opens >= self.closes:
            raise ValueError("the hours close before they open")
        return self


class InconvenientRule(_Rule):
    """Not at times that the debtor told us are inconvenient."""

    kind: Literal["inconvenient"]
    stage: ClassVar[Stage] = Stage.INCONVENIENT


class WaitRule(_Rule):
    """Not within `days` calendar days of a conversation, whose own day is the first. Asking for a call-back lifts it."""

    kind: Literal["wait"]
    days: Days
    stage: ClassVar[Stage] = Stage.WAIT


class Counted(StrEnum):
    """What a cap counts."""

    CALLS = "calls"
    """Our calls that can have rung (12 CFR 1006.14(b)(3)(ii): busy and not in service do not count)."""
    DIALS = "dials"
    """Our calls, busy ones too."""
    CONVERSATIONS = "conversations"
    """Talks with the debtor, whoever called."""
    CONTACTS = "contacts"
    """Everything that we sent or that can have rung, on the rule's channels together."""


class CapRule(_Rule):
    """At most `most` in `days` consecutive calendar days, this one included; per number where `per` says so.

    `spared_by_callback`: a call that the debtor asked for is neither refused nor counted among calls.
    """

    kind: Literal["cap"]
    counts: Counted
    most: Count
    days: Days
    per: Literal["debtor", "number"] = "debtor"
    counted_channels: frozenset[Channel] = frozenset()
    """What is counted, where it is more than what is refused; empty: the rule's own channels."""
    spared_by_callback: bool = False
    stage: ClassVar[Stage] = Stage.COUNTERS


class GapRule(_Rule):
    """So many minutes between two of our calls; a call-back that was asked for in the last one need not wait."""

    kind: Literal["gap"]
    minutes: Annotated[int, Field(ge=1)]
    stage: ClassVar[Stage] = Stage.COUNTERS


class BalanceRule(_Rule):
    """Only where something is still owed."""

    kind: Literal["balance"]
    stage: ClassVar[Stage] = Stage.BALANCE


class SnapshotRule(_Rule):
    """Only while what we know of the balance is not older than `hours`."""

    kind: Literal["snapshot"]
    hours: Annotated[int, Field(ge=1)]
    stage: ClassVar[Stage] = Stage.BALANCE


AnyRule = (
    FlagRule
    | PromiseRule
    | NumberRule
    | ConsentRule
    | ProhibitedRule
    | HoursRule
    | InconvenientRule
    | WaitRule
    | CapRule
    | GapRule
    | BalanceRule
    | SnapshotRule
)
