"""The port that any recogniser fills: sound in, words out. Calls may block for milliseconds; they are made off the event loop."""

from dataclasses import dataclass, field
from typing import Protocol

from speech.events import HeardWord
from speech.mulaw import Pcm


@dataclass(frozen=True)
class Recognised:
    """One finished utterance. `text` is empty where no words were heard; word times count from the utterance's first sample."""

    text: str = field(repr=False)
    confidence: float
    words: tuple[HeardWord, ...] = field(repr=False, default=())
    alternatives: tuple[str, ...] = field(repr=False, default=())


class Recogniser(Protocol):
    """Recognises one utterance after another, in one language."""

    def accept(self, pcm: Pcm) -> None:
        """Takes the next 8 kHz samples of the utterance."""

    def partial(self) -> str:
        """The present guess at the whole utterance so far."""

    def finish(self) -> Recognised:
        """Ends the utterance at once and makes ready for the next one."""
