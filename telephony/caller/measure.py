"""What one simulated call shows about the service: delays, gaps, stale sound. Pure, from the ear's track and what happened when.

All instants are samples (8000 a second) from the stream's `start`. "True end of speech" is the last audible 10 ms of the caller's WAV.
"""

from dataclasses import dataclass, field, replace

from telephony.caller.buffer import Dropped, EarEvent, Played, RanDry
from telephony.caller.sound import RATE, Track, audible, first_audible, last_audible

_GAP = int(0.040 * RATE)
_LONGEST_GAP = 1 * RATE
_EDGE = int(0.060 * RATE)
_SILENCED = int(0.200 * RATE)


@dataclass(frozen=True)
class Said:
    """One utterance of the caller: where it truly begins and ends. `over`: it was meant to interrupt."""

    name: str
    onset: int
    end: int
    over: bool = False


@dataclass(frozen=True)
class Heard:
    """One stretch of the bot's sound at the ear."""

    start: int
    end: int


@dataclass(frozen=True)
class CallFigures:
    """Figures of one call. `answers_ms`: true end of speech to first audible byte, utterances that got an answer.

    `cut_offs`: utterances that the bot began to answer before they ended; `gaps`: the buffer ran dry for 40 ms to 1 s in the midst of
    sound; `pauses`: the same between sentences; `stale_after_clear`: media messages that came after `clear` while the caller still spoke;
    `barge_in_ms`: onset of an interruption to silence at the ear.
    """

    first_audio_ms: float | None
    answers_ms: tuple[float, ...] = ()
    cut_offs: int = 0
    unanswered: int = 0
    gaps: int = 0
    pauses: int = 0
    stale_after_clear: int = 0
    barge_in_ms: tuple[float, ...] = ()


def ms(samples: int) -> float:
    """Samples as milliseconds."""
    return samples * 1000 / RATE


@dataclass
class CallLog:
    """What happened in one call, as it happened: fed by the call, read once at its end."""

    ear: Track = field(default_factory=Track)
    said: list[Said] = field(default_factory=list)
    keys_at: list[int] = field(default_factory=list)
    clears: list[int] = field(default_factory=list)
    arrivals: list[int] = field(default_factory=list)
    stretches: list[Heard] = field(default_factory=list)
    _open: int | None = None

    def spoke(self, name: str, sound: bytes, at: int, over: bool = False) -> None:
        """The caller begins `sound` at sample `at`."""
        onset, end = first_audible(sound), last_audible(sound)
        if onset is not None and end is not None:
            self.said.append(Said(name, at + onset, at + end, over))

    def take(self, event: EarEvent) -> None:
        """Something happened at the ear."""
        if isinstance(event, Played):
            self.ear.put(event.at, event.sound)
            self._open = event.at if self._open is None else self._open
        elif isinstance(event, Dropped):
            self.clears.append(event.at)
            self._close(event.at)
        elif isinstance(event, RanDry):
            self._close(event.at)

    def _close(self, at: int) -> None:
        if self._open is not None:
            self.stretches.append(Heard(self._open, at))
            self._open = None

    def figures(self) -> CallFigures:
        """The call's figures."""
        self._close(len(self.ear.sound))
        first = first_audible(bytes(self.ear.sound))
        figures = CallFigures(first_audio_ms=None if first is None else ms(first))
        for index, said in enumerate(self.said):
            until = self.said[index + 1].onset if index + 1 < len(self.said) else len(self.ear.sound)
            figures = self._with_answer(figures, said, until)
        gaps, pauses = self._dry_spells()
        return replace(figures, gaps=gaps, pauses=pauses, stale_after_clear=self._stale())

    def _with_answer(self, figures: CallFigures, said: Said, until: int) -> CallFigures:
        if any(said.onset < start < said.end for start in self._starts()):
            return replace(figures, cut_offs=figures.cut_offs + 1)
        if said.over:
            silenced = self._silenced(said.onset)
            figures = replace(figures, barge_in_ms=(*figures.barge_in_ms, *(() if silenced is None else (ms(silenced),))))
        if any(heard.start < said.end < heard.end for heard in self.stretches):
            return figures  # the bot spoke on: where its answer begins cannot be told by ear
        found = first_audible(bytes(self.ear.sound[said.end : until]))
        if found is None:
            return replace(figures, unanswered=figures.unanswered + 1)
        return replace(figures, answers_ms=(*figures.answers_ms, ms(found)))

    def _starts(self) -> list[int]:
        """Where the bot began to speak anew: more than a second of quiet before, or a clear."""
        starts = []
        for index, heard in enumerate(self.stretches):
            before = self.stretches[index - 1].end if index else -RATE
            if heard.start - before > _LONGEST_GAP or any(before <= at <= heard.start for at in self.clears):
                starts.append(heard.start)
        return starts

    def _silenced(self, onset: int) -> int | None:
        """From the onset to the first 200 ms of silence at the ear; None if the bot was silent anyway."""
        if not any(heard.start <= onset < heard.end for heard in self.stretches):
            return None
        window, quiet = RATE // 100, 0
        loud = audible(bytes(self.ear.sound[onset:]))
        for index, is_loud in enumerate(loud):
            quiet = 0 if is_loud else quiet + window
            if quiet >= _SILENCED:
                return (index + 1) * window - quiet
        return max(len(loud) * window - quiet, 0)

    def _dry_spells(self) -> tuple[int, int]:
        gaps = pauses = 0
        ours = [said.onset for said in self.said] + self.keys_at + self.clears
        for before, after in zip(self.stretches, self.stretches[1:], strict=False):
            dry = after.start - before.end
            if not _GAP < dry <= _LONGEST_GAP or any(before.start <= at <= after.start for at in ours):
                continue
            if audible(bytes(self.ear.sound[max(before.end - _EDGE, 0) : before.end])).any():
                gaps += 1
            else:
                pauses += 1
        return gaps, pauses

    def _stale(self) -> int:
        stale = 0
        for said in self.said:
            cleared = [at for at in self.clears if said.onset <= at < said.end]
            if cleared:
                stale += sum(min(cleared) < at < said.end for at in self.arrivals)
        return stale
