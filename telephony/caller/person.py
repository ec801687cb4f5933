"""Who is on the caller's end: a script of things to say and press, and the manners of a person. Pure: time is an argument, in seconds.

A person waits until the bot has finished its sentence (nothing left to play, no mark pending, quiet for a moment), then speaks.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Speak:
    """Plays `sound` (mu-law). `over`: interrupts, a second after the bot began its sentence, instead of waiting for the end."""

    name: str
    sound: bytes = field(repr=False)
    over: bool = False


@dataclass(frozen=True)
class Press:
    """Keys pressed one after the other, `gap_s` apart."""

    digits: str = field(repr=False)
    gap_s: float = 0.25


@dataclass(frozen=True)
class Wait:
    """Says nothing for `seconds`, counted from the end of the bot's sentence."""

    seconds: float


@dataclass(frozen=True)
class HangUp:
    """Puts the phone down."""


Step = Speak | Press | Wait | HangUp


@dataclass(frozen=True)
class Manners:
    """How this person behaves. All in seconds.

    `reaction_s`: silence after the bot's last sound before they take it for finished; `interrupts_s`: how far into the bot's sentence
    an interruption comes; `tired_s`: how long they wait for a bot that says nothing; `linger_s`: how long they stay after the last step.
    """

    reaction_s: float = 0.6
    interrupts_s: float = 1.0
    tired_s: float = 12.0
    linger_s: float = 8.0


@dataclass(frozen=True)
class Ear:
    """What the person hears now. `busy`: sound is left to play or a mark is pending; `busy_since`/`quiet_since`: when that began."""

    busy: bool
    since: float
    heard_after: float | None
    """Since when the bot has said something new, counted after our last act; None while it has said nothing since."""


class Person:
    """Walks the script; `next_step` gives a step exactly once, at the moment when it is due."""

    def __init__(self, script: tuple[Step, ...], manners: Manners | None = None) -> None:
        self._script = list(script)
        self._manners = manners or Manners()
        self.ready_at = 0.0
        self.unanswered = 0

    @property
    def done(self) -> bool:
        """True when nothing is left in the script."""
        return not self._script

    def acted(self, until: float) -> None:
        """Our own act lasts until `until`; the next one waits for the bot's answer to it."""
        self.ready_at = until

    def next_step(self, now: float, ear: Ear) -> Step | None:
        """The step that is due now, if one is."""
        if now < self.ready_at:
            return None
        tired = ear.heard_after is None and now - max(self.ready_at, ear.since) >= self._manners.tired_s
        if not self._script:
            return HangUp() if tired or self._finished(now, ear, self._manners.linger_s) else None
        step = self._script[0]
        if isinstance(step, Speak) and step.over:
            due = ear.busy and ear.heard_after is not None and now - ear.heard_after >= self._manners.interrupts_s
        else:
            extra = step.seconds if isinstance(step, Wait) else 0.0
            due = self._finished(now, ear, self._manners.reaction_s + extra)
        if not due and not tired:
            return None
        self.unanswered += tired and not due
        return self._script.pop(0)

    def _finished(self, now: float, ear: Ear, quiet_s: float) -> bool:
        return not ear.busy and ear.heard_after is not None and now - ear.since >= quiet_s
