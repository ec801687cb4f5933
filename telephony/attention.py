"""What the debtor does, and what it means for our voice: interruption, answer, key, silence."""

from collections.abc import Callable

from bot.turns import Expects, Heard
from portfolio.records import Word
from speech.events import ListenerEvent, Partial, SpeechStarted, SpeechStopped, Transcript
from telephony.barge_in import BargeIn, Playing, Verdict, is_echo
from telephony.call_clock import CallClock, TurnWatch
from telephony.conversing import Conversing
from telephony.keypad import Keypad
from telephony.machine_detection import Answerer, by_greeting
from telephony.phrases import is_listening_noise
from telephony.ports import Listener, Metrics, TurnTimes
from telephony.silence import SilenceLadder
from telephony.speaking import HeardSaying, Mouth

CUT_LIMIT_S = 5.0


class Attention:
    """Joins listener, keypad and silence ladder with the mouth and the conversation of one call."""

    def __init__(
        self, *, listener: Listener, mouth: Mouth, conversing: Conversing, keypad: Keypad, ladder: SilenceLadder, clock: CallClock,
        turns: TurnWatch, metrics: Metrics, clear: Callable[[], None],
        on_machine: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self._listener, self._mouth, self._conversing, self._keypad, self._ladder = listener, mouth, conversing, keypad, ladder
        self._clock, self._turns, self._metrics, self._clear = clock, turns, metrics, clear
        self._on_machine = on_machine
        self._barge_in = BargeIn()
        self._voice_active = False
        self._changed_s = clock.s()
        self._too_early: list[Heard] = []
        conversing.before_reply = self._make_room
        conversing.after_reply = self._reply_is_there

    async def run(self) -> None:
        """Listens for as long as the call lives; raises what the listener raises."""
        while True:
            self.notice(await self._listener.next())

    def notice(self, event: ListenerEvent) -> None:
        """One thing that the listener reports."""
        self._changed_s = self._clock.s()
        match event:
            case SpeechStarted():
                self._voice_active = True
                self._ladder.busy()
                self._act(self._barge_in.voice_began(self._playing(), self._clock.s()))
            case Partial(text=text):
                self._act(self._barge_in.words(text, self._playing()))
            case SpeechStopped():
                self._nothing_said()
            case Transcript():
                self._utterance(event)

    def key(self, digit: str) -> None:
        """A key of the telephone."""
        if self._conversing.ending:
            return
        self._changed_s = self._clock.s()
        self._ladder.answered()
        if self._keypad.collecting:
            self._act(self._barge_in.key(self._playing()))
        self._keyed(self._keypad.press(digit, self._clock.s()))

    def tick(self) -> None:
        """What time alone brings about."""
        now = self._clock.s()
        self._act(self._barge_in.due(now))
        self._keyed(self._keypad.due(now))
        if self._barge_in.cut and not self._voice_active and not self._conversing.thinking and now - self._changed_s > CUT_LIMIT_S:
            self._act(self._barge_in.voice_ended())
        self._watch_silence(now)

    def saying_ended(self, finished: HeardSaying) -> None:
        """The debtor has heard a saying to its end; what they said during it is answered now.

        A yes that came before the end of a read-back is told before that end, so that the bot knows it for too early.
        """
        current = self._mouth.current
        early: list[Heard] = []
        if current is None or current.interruptible:
            early, self._too_early = self._too_early, []
        if self._conversing.expects is not Expects.CONFIRM:
            self._conversing.told(finished)
        if early:
            self._give_up_rest()
        for heard in early:
            self._conversing.heard(heard)
        if self._conversing.expects is Expects.CONFIRM:
            self._conversing.told(finished)

    def _watch_silence(self, now: float) -> None:
        if not self._mouth.idle or self._conversing.thinking or self._voice_active or self._conversing.ending:
            self._ladder.busy()
            return
        self._ladder.quiet_from(now)
        count = self._ladder.due(now)
        if count is not None:
            self._conversing.silent(count)

    def _playing(self) -> Playing | None:
        saying = self._mouth.current
        if saying is None:
            return None
        return Playing(
            spoken=saying.spoken,
            interruptible=saying.interruptible and not self._conversing.ending,
            is_question=self._mouth.current_is_last,
            expects=self._conversing.expects,
            locale=self._conversing.locale,
        )

    def _act(self, verdict: Verdict) -> None:
        if verdict is Verdict.NOTHING:
            return
        self._metrics.barge_in(verdict.value)
        if verdict is Verdict.HOLD:
            self._mouth.hold()
        elif verdict is Verdict.CUT:
            self._mouth.cut()
            self._clear()
        else:
            self._mouth.resume()

    def _nothing_said(self) -> None:
        self._voice_active = False
        self._act(self._barge_in.voice_ended())

    def _utterance(self, said: Transcript) -> None:
        self._voice_active = False
        if self._on_machine and by_greeting(said.text, said.started_s, said.speech_ended_s - said.started_s) is Answerer.MACHINE:
            self._on_machine()
            return
        playing = self._playing()
        if not said.text.strip() or self._conversing.ending:
            self._nothing_said()
        elif playing is None or self._barge_in.cut:
            self._answered(said)
        elif self._barge_in.interrupts(said.text, playing):
            self._act(self._barge_in.words(said.text, playing))
            self._answered(said)
        else:
            self._act(self._barge_in.voice_ended())
            if not playing.interruptible and not is_echo(said.text, playing.spoken) and not is_listening_noise(said.text, playing.locale):
                self._too_early.append(self._heard(said))

    def _answered(self, said: Transcript) -> None:
        now, clock_s = self._clock.s(), self._listener.clock_s
        self._turns.heard(TurnTimes(now - (clock_s - said.speech_ended_s), now - (clock_s - said.decided_s), now))
        self._give_up_rest()
        self._ladder.answered()
        self._conversing.heard(self._heard(said))

    def _keyed(self, digits: str | None) -> None:
        if digits is not None:
            self._give_up_rest()
            self._ladder.answered()
            self._conversing.keyed(digits)

    def _give_up_rest(self) -> None:
        """Nothing of the old reply is spoken any more."""
        self._barge_in.settled()
        unsettled = not self._mouth.idle
        for heard in self._mouth.forget():
            self._conversing.told(heard)
        if unsettled:
            self._clear()

    def _make_room(self) -> None:
        if self._barge_in.cut:
            self._give_up_rest()

    def _reply_is_there(self) -> None:
        if self._voice_active:
            self._act(self._barge_in.voice_began(self._playing(), self._clock.s()))

    def _heard(self, said: Transcript) -> Heard:
        now, clock_s = self._clock.s(), self._listener.clock_s
        return Heard(
            started_at=self._clock.instant(now - (clock_s - said.started_s)),
            ended_at=self._clock.instant(now - (clock_s - said.speech_ended_s)),
            text=said.text,
            via="speech",
            confidence=said.confidence,
            alternatives=said.alternatives,
            words=tuple(Word(word.text, word.start_s, word.end_s, word.confidence) for word in said.words),
        )
