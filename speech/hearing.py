"""Bytes in, events out: one caller's sound through voice activity and recogniser to whole utterances.

No thread, no loop, no clock but the sound itself.
"""

from collections.abc import Mapping

import numpy as np

from speech import mulaw
from speech.end_of_turn import TurnSoFar, is_over
from speech.events import ListenerEvent, Partial, SpeechStarted, SpeechStopped, Transcript
from speech.mulaw import RATE, Pcm
from speech.recogniser import Recogniser
from speech.voice_activity import VoiceActivity, VoiceEdges, level_of, window_seconds

_PRE_ROLL_S = 0.36
_TAIL_S = 0.3
_PAUSE_FADES = 0.75


class Hearing:
    """Hears one caller. The recogniser gets sound only around voice: a little before the onset, and at most `_TAIL_S` of a pause.

    The rest of a pause is held back until the caller speaks on, so that Kaldi's own endpointer does not cut the sentence there; measured,
    this tail is all that the last word needs, and more silence makes words worse.
    """

    def __init__(self, activity: VoiceActivity, recognisers: Mapping[str, Recogniser], locale: str) -> None:
        self._activity = activity
        self._edges = VoiceEdges(window_seconds(activity))
        self._recognisers = recognisers
        self._recogniser = recognisers[locale]
        self._expects = "open"
        self._digits: int | None = None
        self._rest: Pcm = np.zeros(0, dtype=np.int16)
        self._before: Pcm = np.zeros(0, dtype=np.int16)
        self._unheard: list[Pcm] = []
        self._held: list[Pcm] = []
        self._samples = 0
        self._turn_started_s: float | None = None
        self._fed_from_s = 0.0
        self._text = ""
        self._text_since_s = 0.0
        self._pause_s = 0.0

    @property
    def clock_s(self) -> float:
        """Sound judged so far."""
        return self._samples / RATE

    def expect(self, expects: str, digits: int | None = None) -> list[ListenerEvent]:
        """What the bot's last question asked for, and how many digits where that is known. Nothing comes of it at once."""
        self._expects, self._digits = expects, digits
        return []

    def switch(self, locale: str) -> list[ListenerEvent]:
        """Recognises this language from now on; what was half heard in the other is dropped."""
        if self._recognisers[locale] is self._recogniser:
            return []
        cut: list[ListenerEvent] = [SpeechStopped(self.clock_s)] if self._turn_started_s is not None else []
        self._recogniser.finish()
        self._recogniser = self._recognisers[locale]
        self._unheard.clear()
        self._rest_turn()
        return cut

    def accept(self, sound: bytes) -> list[ListenerEvent]:
        """Takes the next mu-law bytes, any number of them; returns what came of them."""
        pcm = np.concatenate([self._rest, mulaw.decode(sound)])
        window = self._activity.window
        events: list[ListenerEvent] = []
        for at in range(0, len(pcm) - window + 1, window):
            self._hear_window(pcm[at : at + window], events)
        self._rest = pcm[len(pcm) - len(pcm) % window :]
        if self._turn_started_s is not None:
            self._recognise(events)
        return events

    def _hear_window(self, pcm: Pcm, events: list[ListenerEvent]) -> None:
        probability = self._activity.probability(pcm)
        self._samples += len(pcm)
        spoke_until = self._edges.last_voice_s
        self._edges.hear(probability, level_of(pcm), self.clock_s)
        if self._turn_started_s is None:
            self._wait(pcm, events)
            return
        self._held.append(pcm)
        if self.clock_s - self._edges.last_voice_s <= _TAIL_S:
            self._unheard += self._held
            self._held.clear()
        if self._edges.last_voice_s > spoke_until:
            # a pause that the caller ended by speaking on was no end of turn: remember how long this caller pauses
            gap_s = self.clock_s - spoke_until - len(pcm) / RATE
            self._pause_s = max(self._pause_s, min(gap_s, 1.2)) if gap_s > 0.2 else self._pause_s
        if is_over(self._so_far()):
            self._end(events)

    def _wait(self, pcm: Pcm, events: list[ListenerEvent]) -> None:
        self._before = np.concatenate([self._before, pcm])[-int(_PRE_ROLL_S * RATE) :]
        if not self._edges.speaking:
            return
        self._turn_started_s = self._edges.first_voice_s
        self._fed_from_s = self.clock_s - len(self._before) / RATE
        self._unheard.append(self._before)
        self._before = np.zeros(0, dtype=np.int16)
        self._text, self._text_since_s = "", self.clock_s
        events.append(SpeechStarted(self._turn_started_s))

    def _so_far(self) -> TurnSoFar:
        started_s = self._turn_started_s if self._turn_started_s is not None else self.clock_s
        return TurnSoFar(
            expects=self._expects,
            silence_s=self.clock_s - self._edges.last_voice_s,
            spoken_s=self.clock_s - started_s,
            stable_s=self.clock_s - self._text_since_s,
            text=self._text,
            pause_s=self._pause_s,
            digits=self._digits,
        )

    def _feed(self) -> bool:
        if not self._unheard:
            return False
        self._recogniser.accept(np.concatenate(self._unheard))
        self._unheard.clear()
        return True

    def _recognise(self, events: list[ListenerEvent]) -> None:
        if not self._feed():
            return
        text = self._recogniser.partial()
        if text != self._text:
            self._text, self._text_since_s = text, self.clock_s
            if text:
                events.append(Partial(self.clock_s, text))

    def _end(self, events: list[ListenerEvent]) -> None:
        self._feed()
        heard = self._recogniser.finish()
        started_s = self._turn_started_s or 0.0
        ended_s = self._edges.last_voice_s
        self._rest_turn()
        if not heard.text:
            events.append(SpeechStopped(ended_s))
            return
        lead_s = started_s - self._fed_from_s
        words = tuple(w.moved(-lead_s) for w in heard.words)
        events.append(Transcript(started_s, ended_s, self.clock_s, heard.confidence, heard.text, words, heard.alternatives))

    def _rest_turn(self) -> None:
        """Back to waiting; the end of the pause is kept as what came before the next onset."""
        self._turn_started_s, self._text = None, ""
        self._pause_s *= _PAUSE_FADES
        self._edges.rest()
        if self._held:
            self._before = np.concatenate(self._held)[-int(_PRE_ROLL_S * RATE) :]
            self._held.clear()
