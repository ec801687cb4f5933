"""Interruptions in two stages. First our output is held; then words decide: cut it off, or go on.

Pure: facts and seconds in, verdicts out. "mhm", a cough and our own voice coming back go on; what may not be interrupted (disclosures,
read-backs) goes on unless the debtor asks to stop.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.turns import Expects
from portfolio.words import Locale
from telephony.phrases import asks_to_stop, is_listening_noise, may_answer, tokens

DECIDE_AFTER_S = 0.6
SHORT_ANSWERS = frozenset({Expects.IDENTITY, Expects.WILLINGNESS, Expects.CONFIRM, Expects.ANYTHING_ELSE})


class Verdict(StrEnum):
    """What to do with our output now."""

    NOTHING = "nothing"
    HOLD = "hold"
    CUT = "cut"
    RESUME = "resume"


@dataclass(frozen=True)
class Playing:
    """What the debtor hears at this moment. `is_question`: the last saying of the reply, the one that wants an answer."""

    spoken: str
    interruptible: bool
    is_question: bool
    expects: Expects
    locale: Locale


class BargeIn:
    """The state of one possible interruption. `playing` None: we are silent, nothing to interrupt."""

    def __init__(self) -> None:
        self._held_since: float | None = None
        self._cut = False

    @property
    def cut(self) -> bool:
        """Our output was cut off and nobody has answered yet."""
        return self._cut

    def voice_began(self, playing: Playing | None, now: float) -> Verdict:
        """Voice activity, not yet known to be words."""
        if playing is None or not playing.interruptible or self._held_since is not None or self._cut:
            return Verdict.NOTHING
        self._held_since = now
        return Verdict.HOLD

    def words(self, text: str, playing: Playing | None) -> Verdict:
        """The recogniser's guess so far."""
        if playing is None or self._cut or not text.strip() or not self.interrupts(text, playing):
            return Verdict.NOTHING
        return self._cut_off()

    def key(self, playing: Playing | None) -> Verdict:
        """A key that the question takes is an answer; nobody coughs keys."""
        return Verdict.NOTHING if playing is None or not playing.interruptible or self._cut else self._cut_off()

    def voice_ended(self) -> Verdict:
        """The voice stopped and left no words: whatever we held or cut goes on."""
        waiting = self._held_since is not None or self._cut
        self.settled()
        return Verdict.RESUME if waiting else Verdict.NOTHING

    def due(self, now: float) -> Verdict:
        """No deciding words within the time: go on; words that come later may still cut."""
        if self._held_since is None or now - self._held_since < DECIDE_AFTER_S:
            return Verdict.NOTHING
        self._held_since = None
        return Verdict.RESUME

    def settled(self) -> None:
        """The interruption is over: answered, or it was none."""
        self._held_since = None
        self._cut = False

    def interrupts(self, text: str, playing: Playing) -> bool:
        """Whether these words end what is playing."""
        if asks_to_stop(text) and not is_echo(text, playing.spoken):
            return True
        if not playing.interruptible or is_echo(text, playing.spoken):
            return False
        if is_listening_noise(text, playing.locale):
            return playing.is_question and playing.expects in SHORT_ANSWERS and may_answer(text, playing.locale)
        return True

    def _cut_off(self) -> Verdict:
        self._held_since = None
        self._cut = True
        return Verdict.CUT


def is_echo(text: str, spoken: str) -> bool:
    """Our own voice from a loudspeaker: three words or five Han characters at least, nearly all of them one run of what we say."""
    heard, said = tokens(text), tokens(spoken)
    run = SequenceMatcher(a=heard, b=said, autojunk=False).find_longest_match().size
    han = all(len(word) == 1 for word in heard)
    return run >= (5 if han else 3) and run >= (0.9 if han else 0.8) * len(heard)
