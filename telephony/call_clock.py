"""One clock for all stages of a call: monotonic seconds, milliseconds for pacing, and the instants that go to the record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from portfolio.words import Clock
from telephony.ports import Metrics, TurnTimes


class CallClock:
    """`mono` counts seconds and never jumps (a loop's `time`); `clock` gives the instant at which the call began."""

    def __init__(self, mono: Callable[[], float], clock: Clock) -> None:
        self._mono = mono
        self._began_at = clock()
        self._began = mono()

    def s(self) -> float:
        """Now, in monotonic seconds."""
        return self._mono()

    def ms(self) -> float:
        """Now, in monotonic milliseconds."""
        return self._mono() * 1000

    def instant(self, at_s: float | None = None) -> datetime:
        """The instant of a monotonic second; now without one."""
        return self._began_at + timedelta(seconds=(self._mono() if at_s is None else at_s) - self._began)

    def age_s(self) -> float:
        """Seconds since the call's stream began."""
        return self._mono() - self._began


class TurnWatch:
    """Takes the times of one turn after the other and hands each to the metrics once its first mark was heard, or the next begins."""

    def __init__(self, metrics: Metrics, clock: CallClock) -> None:
        self._metrics, self._clock = metrics, clock
        self._times: TurnTimes | None = None

    def heard(self, times: TurnTimes) -> None:
        """The debtor's turn is over."""
        self.flush()
        self._times = times

    def replied(self) -> None:
        """The bot knows what to say."""
        if self._times and self._times.reply is None:
            self._times = replace(self._times, reply=self._clock.s())

    def rendered(self) -> None:
        """The first sound of the answer exists."""
        if self._times and self._times.reply is not None and self._times.first_voice_byte is None:
            self._times = replace(self._times, first_voice_byte=self._clock.s())

    def sent(self) -> None:
        """A frame went out."""
        if self._times and self._times.first_voice_byte is not None and self._times.first_frame_sent is None:
            self._times = replace(self._times, first_frame_sent=self._clock.s())

    def marked(self) -> None:
        """A mark came back: the answer is at the debtor's ear."""
        if self._times and self._times.first_frame_sent is not None:
            self._times = replace(self._times, first_mark=self._clock.s())
            self.flush()

    def flush(self) -> None:
        """Hands over what is known of the present turn."""
        if self._times:
            self._metrics.turn(self._times)
        self._times = None
