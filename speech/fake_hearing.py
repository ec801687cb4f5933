"""Doubles for the two models inside `Hearing`: a voice activity that goes by loudness, a recogniser that reads from a script."""

from collections.abc import Iterable

from speech.events import HeardWord
from speech.mulaw import RATE, Pcm
from speech.recogniser import Recognised
from speech.voice_activity import level_of


class LoudnessActivity:
    """Whatever is louder than a whisper is a voice: 20 ms windows."""

    window = 160

    def probability(self, pcm: Pcm) -> float:
        return 1.0 if level_of(pcm) > 200 else 0.0


class ScriptedRecogniser:
    """Hears its next line in every utterance, one word for each `word_s` of sound that it gets; an empty line is a cough."""

    def __init__(self, lines: Iterable[str], word_s: float = 0.2, gap: str = " ") -> None:
        self._lines = iter(lines)
        self._line: str | None = None
        self._word_s = word_s
        self._gap = gap
        self._samples = 0
        self.fed_s: list[float] = []

    def accept(self, pcm: Pcm) -> None:
        if self._line is None:
            self._line = next(self._lines, "")
        self._samples += len(pcm)

    def partial(self) -> str:
        words = (self._line or "").split()
        return self._gap.join(words[: int(self._samples / RATE / self._word_s)])

    def finish(self) -> Recognised:
        words = (self._line or "").split()
        self.fed_s.append(self._samples / RATE)
        self._line, self._samples = None, 0
        heard = tuple(HeardWord(word, at * self._word_s, (at + 1) * self._word_s, 0.9) for at, word in enumerate(words))
        return Recognised(self._gap.join(words), 0.9 if words else 0.0, heard)
