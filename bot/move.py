"""A move is a pure function from one turn to what is done and said. No clock, no socket, no ledger inside."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bot.commands import Command
from bot.facts import Facts
from bot.lines import Line
from bot.state import DialogueState
from bot.turns import Expects
from bot.understanding.parse import Understood, understand
from portfolio.words import Locale


@dataclass(frozen=True)
class Said:
    """What reached the move of the debtor's words; empty for system intents. `count`: how often silence was met.

    `key` names the message; one message is answered once, however often the engine calls. `written`: the language
    of a chat message by its script. `sure`: the model's confidence; 1 where a rule or the service named the intent.
    """

    text: str = field(repr=False, default="")
    alternatives: tuple[str, ...] = field(repr=False, default=())
    count: int = 0
    key: str = ""
    sure: float = 1.0
    written: Locale | None = None


@dataclass(frozen=True)
class Turn:
    """Everything a move may look at."""

    facts: Facts
    state: DialogueState
    said: Said = Said()

    @cached_property
    def understood(self) -> Understood:
        """Dates and amounts in what was said."""
        return understand(self.said.text, self.facts.locale, self.facts.today)


@dataclass(frozen=True)
class Outcome:
    """The new state, what to commit, what to say.

    `leaves`: required lines still due are dropped (the debtor must be let go). `locale`: the language from here on.
    """

    state: DialogueState
    lines: tuple[Line, ...] = ()
    commands: tuple[Command, ...] = ()
    ended: bool = False
    leaves: bool = False
    locale: Locale | None = None


Move = Callable[[Turn], Outcome]


def reply(
    turn: Turn, *lines: Line, expects: Expects | None = None, topic: str = "", do: tuple[Command, ...] = (), **changes: Any
) -> Outcome:
    """Say the lines and wait; what is expected stays as it was unless given. An understood turn forgets earlier misses."""
    changes = {"misses": 0, "silences": 0} | changes
    state = replace(turn.state, expects=expects or turn.state.expects, topic=topic if expects else turn.state.topic, **changes)
    return Outcome(state, lines, do)


def close(turn: Turn, *lines: Line, disposition: str, do: tuple[Command, ...] = (), leaves: bool = True, **changes: Any) -> Outcome:
    """Say the lines and end the conversation."""
    state = replace(turn.state, ended=True, disposition=disposition, misses=0, silences=0, **changes)
    return Outcome(state, lines, do, ended=True, leaves=leaves)
