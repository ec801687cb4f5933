"""What the listener reports. Times are seconds on the stream's own clock: sound received so far, 0 at its first byte."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HeardWord:
    """One recognised word; seconds from the start of its utterance, confidence 0..1."""

    text: str = field(repr=False)
    start_s: float
    end_s: float
    confidence: float

    def moved(self, by_s: float) -> "HeardWord":
        """The same word at a shifted time, never before zero."""
        return HeardWord(self.text, max(0.0, self.start_s + by_s), max(0.0, self.end_s + by_s), self.confidence)


@dataclass(frozen=True)
class SpeechStarted:
    """Voice activity began at `at_s` (not yet known to be words)."""

    at_s: float


@dataclass(frozen=True)
class SpeechStopped:
    """Voice activity ended without an utterance (a cough, a click): nothing to answer."""

    at_s: float


@dataclass(frozen=True)
class Partial:
    """The recogniser's present guess, which may still change."""

    at_s: float
    text: str = field(repr=False)


@dataclass(frozen=True)
class Transcript:
    """One whole utterance: the debtor's turn is over. `speech_ended_s` is where the voice stopped, `decided_s` where we were sure."""

    started_s: float
    speech_ended_s: float
    decided_s: float
    confidence: float
    text: str = field(repr=False)
    words: tuple[HeardWord, ...] = field(repr=False, default=())
    alternatives: tuple[str, ...] = field(repr=False, default=())


ListenerEvent = SpeechStarted | SpeechStopped | Partial | Transcript
