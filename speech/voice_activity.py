"""Is somebody speaking? The port, and the edges (onset, end) read from its answers."""

import math
from typing import Protocol

import numpy as np

from speech.mulaw import RATE, Pcm


class VoiceActivity(Protocol):
    """Judges one fixed window of 8 kHz sound after another."""

    @property
    def window(self) -> int:
        """Samples in one window."""

    def probability(self, pcm: Pcm) -> float:
        """How likely this window holds a voice, 0..1."""


_FADE_DB_PER_S = 3.0


class VoiceEdges:
    """Turns window answers into onset and silence with hysteresis, so that one click starts nothing and one dip ends nothing.

    The model goes on saying "voice" for a moment after the last sound; a window far below the utterance's own level is silence at once.
    """

    def __init__(self, window_s: float, *, start: float = 0.6, stop: float = 0.45, onset_s: float = 0.06, below_db: float = 30.0) -> None:
        self._window_s = window_s
        self._start = start
        self._stop = stop
        self._onset_windows = max(1, round(onset_s / window_s))
        self._below = 10 ** (-below_db / 20)
        # a knock inside an utterance must not make the rest of it count as silence
        self._fade = 10 ** (-_FADE_DB_PER_S * window_s / 20)
        self._run = 0
        self._loudest = 0.0
        self.speaking = False
        self.last_voice_s = 0.0
        self.first_voice_s = 0.0

    def hear(self, probability: float, level: float, ends_at_s: float) -> None:
        """Takes the answer on the window that ends at this stream time; `level` is its RMS."""
        self._loudest *= self._fade
        voiced = probability >= (self._stop if self.speaking else self._start)
        if self.speaking and level < self._loudest * self._below:
            voiced = False
        self._run = self._run + 1 if voiced else 0
        if not voiced:
            return
        self._loudest = max(self._loudest, level)
        if self.speaking:
            self.last_voice_s = ends_at_s
        elif self._run >= self._onset_windows:
            self.speaking = True
            self.last_voice_s = ends_at_s
            self.first_voice_s = max(0.0, ends_at_s - self._run * self._window_s)

    def rest(self) -> None:
        """The utterance is over: wait for the next onset."""
        self.speaking = False
        self._run = 0
        self._loudest = 0.0


def level_of(pcm: Pcm) -> float:
    """RMS of a window."""
    return math.sqrt(float(np.mean(np.square(pcm, dtype=np.float32))))


def window_seconds(activity: VoiceActivity) -> float:
    """The length of one window."""
    return activity.window / RATE
