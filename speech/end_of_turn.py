"""When is the debtor's turn over? Pure: the pause that a question needs, shortened and lengthened by what was heard so far.

A pause after a whole answer ends the turn soon; a pause after "and" or "然后", or in the middle of a number, is waited out.
"""

from dataclasses import dataclass, field
from typing import Final

from speech.endings import Ending, ending


@dataclass(frozen=True)
class Profile:
    """Seconds of silence that end a turn: after a complete answer, after an unclear one, after an unfinished one."""

    complete_s: float
    unclear_s: float
    unfinished_s: float


_YES_NO: Final = Profile(0.30, 0.50, 1.1)
_OPEN: Final = Profile(0.45, 0.70, 1.3)
_VALUE: Final = Profile(0.45, 0.75, 1.3)
_DIGITS: Final = Profile(0.40, 0.90, 1.4)

PROFILES: Final[dict[str, Profile]] = {
    "identity": _YES_NO,
    "verification": _DIGITS,
    "willingness": Profile(0.40, 0.65, 1.2),
    "amount": _VALUE,
    "date": _VALUE,
    "confirm": _YES_NO,
    "callback_time": _VALUE,
    "anything_else": Profile(0.35, 0.60, 1.2),
    "open": _OPEN,
}

NO_WORDS_S: Final = 0.50
STABLE_S: Final = 0.20
LONGEST_TURN_S: Final = 20.0
LONGEST_WAIT_S: Final = 1.6


@dataclass(frozen=True)
class TurnSoFar:
    """What is known of the turn at one moment. `pause_s` is the longest pause after which this caller spoke on, in this call so far."""

    expects: str
    silence_s: float
    spoken_s: float
    stable_s: float
    text: str = field(repr=False)
    pause_s: float = 0.0
    digits: int | None = None


def silence_needed(turn: TurnSoFar) -> float:
    """How much silence ends this turn."""
    profile = PROFILES.get(turn.expects, _OPEN)
    if not turn.text:
        return max(NO_WORDS_S, profile.unclear_s)
    heard = ending(turn.text, turn.expects, turn.digits)
    if heard is Ending.COMPLETE and turn.stable_s >= STABLE_S:
        return profile.complete_s
    needed = profile.unfinished_s if heard is Ending.UNFINISHED else profile.unclear_s
    return min(LONGEST_WAIT_S, max(needed, turn.pause_s * 1.15))


def is_over(turn: TurnSoFar) -> bool:
    """Whether the turn is over now."""
    return turn.silence_s >= silence_needed(turn) or turn.spoken_s >= LONGEST_TURN_S
