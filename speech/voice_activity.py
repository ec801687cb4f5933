"""Is somebody speaking? The port, and the edges (onset, end) read from its answers."""

from collections.abc import Callable
from typing import Protocol

from speech.mulaw import RATE, Pcm


class VoiceActivity(Protocol):
    """Judges one fixed window of 8 kHz sound after another."""

    @property
    def window(self) -> int:
        """Samples in one window."""

    def probability(self, pcm: Pcm) -> float:
        """How likely this window holds a voice, 0..1."""


VoiceActivityFactory = Callable[[], VoiceActivity]


class VoiceEdges:
    """Turns window answers into onset and silence with hysteresis, so that one click starts nothing and one dip ends nothing."""

    def __init__(self, window_s: float, *, start: float = 0.5, stop: float = 0.35, onset_s: float = 0.06) -> None:
        self._window_s = window_s
        self._start = start
        self._stop = stop
        self._onset_windows = max(1, round(onset_s / window_s))
        self._run = 0
        self.speaking = False
        self.last_voice_s = 0.0
        self.first_voice_s = 0.0

    def hear(self, probability: float, ends_at_s: float) -> None:
        """Takes the answer of the window that ends at this stream time."""
        self._run = self._run + 1 if probability >= (self._stop if self.speaking else self._start) else 0
        if self.speaking and self._run:
            self.last_voice_s = ends_at_s
        elif not self.speaking and self._run >= self._onset_windows:
            self.speaking = True
            self.last_voice_s = ends_at_s
            self.first_voice_s = max(0.0, ends_at_s - self._run * self._window_s)

    def rest(self) -> None:
        """The utterance is over: wait for the next onset."""
        self.speaking = False
        self._run = 0


def window_seconds(activity: VoiceActivity) -> float:
    """The length of one window."""
    return activity.window / RATE
