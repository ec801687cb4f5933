"""A voice for tests: no engine, a soft hum whose length follows the text. Passes the same contract as the real one."""

from collections.abc import Iterable

from speech import mulaw
from speech.clauses import clauses
from speech.failures import VoiceUnavailable
from speech.voice import Speech, SpokenClause

_MS_PER_CHARACTER = 60
_HUM = bytes([0xA0, 0x20])


class FakeVoice:
    """Speaks every text in 60 ms a character. `broken` makes it refuse; `said` lists what it was asked for."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.broken = False
        self.closed = False

    async def speak(self, text: str, locale: str) -> Speech:
        if self.broken or self.closed:
            raise VoiceUnavailable("the fake voice is broken")
        self.said.append((text, locale))
        sound = bytearray()
        spoken = []
        for part in clauses(text):
            start_ms = len(sound) // mulaw.BYTES_PER_MS
            sound += _HUM * ((part.end - part.start) * _MS_PER_CHARACTER * mulaw.BYTES_PER_MS // 2)
            spoken.append(SpokenClause(part.start, part.end, start_ms, len(sound) // mulaw.BYTES_PER_MS))
        return Speech(mulaw.pad_to_frame(bytes(sound)), text, tuple(spoken))

    async def warm(self, texts: Iterable[tuple[str, str]]) -> None:
        """Nothing to prepare."""

    async def close(self) -> None:
        self.closed = True
