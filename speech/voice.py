"""The voice port: text in one language to telephone sound, with the knowledge of which words were complete by when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from speech.clauses import spoken_until
from speech.mulaw import BYTES_PER_MS


@dataclass(frozen=True)
class SpokenClause:
    """Where one clause lies: characters of the text, milliseconds of the sound (its pause not counted)."""

    start: int
    end: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Speech:
    """One utterance as 8 kHz mu-law in whole 20 ms frames. Without clauses the words are taken to be spread evenly."""

    mulaw: bytes = field(repr=False)
    text: str = field(repr=False)
    clauses: tuple[SpokenClause, ...] = ()

    @property
    def ms(self) -> int:
        """Its length in milliseconds."""
        return len(self.mulaw) // BYTES_PER_MS

    def text_heard(self, ms: int) -> str:
        """The beginning of the text whose words were complete when `ms` milliseconds had been played."""
        if ms >= self.ms:
            return self.text
        heard = 0
        for clause in self.clauses or (SpokenClause(0, len(self.text), 0, self.ms),):
            if ms >= clause.end_ms:
                heard = clause.end
                continue
            share = (ms - clause.start_ms) / max(1, clause.end_ms - clause.start_ms)
            heard = max(heard, clause.start + spoken_until(self.text[clause.start : clause.end], share)) if share > 0 else heard
            break
        return self.text[:heard].rstrip()


class Voice(Protocol):
    """Speaks. Every implementation passes tests/contract/speech/test_voice_contract.py."""

    async def speak(self, text: str, locale: str) -> Speech:
        """The text as sound; raises `VoiceUnavailable` when no engine could say it in time."""

    async def warm(self, texts: Iterable[tuple[str, str]]) -> None:
        """Renders fixed prompts (text, locale) ahead, so that speaking them later takes no time."""

    async def close(self) -> None:
        """Ends every worker."""
