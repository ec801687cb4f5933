"""The `Voice` of the product: clauses rendered apart, joined with pauses, remembered. Built on any engine that can say one clause."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from speech import mulaw
from speech.clauses import Clause, clauses
from speech.voice import Speech, SpokenClause
from speech.voice_cache import CacheKey, VoiceCache


class ClauseEngine(Protocol):
    """Says one clause at a time."""

    def identity(self, locale: str) -> str:
        """What the sound depends on, for cache keys."""

    async def render(self, clause: str, locale: str) -> bytes:
        """The clause as trimmed 8 kHz mu-law."""

    async def close(self) -> None:
        """Ends what was started."""


class ClauseVoice:
    """Speaks with an engine and remembers what it said."""

    def __init__(self, engine: ClauseEngine, cache: VoiceCache) -> None:
        self._engine = engine
        self.cache = cache
        self._coming: dict[CacheKey, asyncio.Task[bytes]] = {}

    async def speak(self, text: str, locale: str) -> Speech:
        parts = clauses(text)
        clips = await asyncio.gather(*(self._clip(text[part.start : part.end].strip(), locale) for part in parts))
        return _joined(text, parts, clips)

    async def warm(self, texts: Iterable[tuple[str, str]]) -> None:
        wanted = {self._key(text[part.start : part.end].strip(), locale): None for text, locale in texts for part in clauses(text)}
        missing = [key for key in wanted if key not in self.cache]
        read = await asyncio.to_thread(lambda: [(key, self.cache.read(key)) for key in missing])
        for key, clip in read:
            if clip is not None:
                self.cache.put(key, clip)
        absent = [key for key, clip in read if clip is None]
        await asyncio.gather(*(self._keep([key for key in absent if key.locale == locale]) for locale in {key.locale for key in absent}))

    async def close(self) -> None:
        await self._engine.close()

    def _key(self, clause: str, locale: str) -> CacheKey:
        return CacheKey(clause, locale, self._engine.identity(locale))

    async def _clip(self, clause: str, locale: str) -> bytes:
        key = self._key(clause, locale)
        clip = self.cache.get(key)
        return clip if clip is not None else await self._render(key)

    async def _keep(self, keys: list[CacheKey]) -> None:
        """One after the other: a sentence that a caller waits for never queues behind a hundred prompts."""
        for key in keys:
            clip = await self._render(key)
            await asyncio.to_thread(self.cache.write, key, clip)

    async def _render(self, key: CacheKey) -> bytes:
        """One rendering for all who ask for the same clause at once; a caller who gives up does not spoil it for the others."""
        task = self._coming.get(key)
        if task is None:
            task = asyncio.create_task(self._engine.render(key.text, key.locale))
            self._coming[key] = task
            task.add_done_callback(lambda _: self._coming.pop(key, None))
        clip = await asyncio.shield(task)
        self.cache.put(key, clip)
        return clip


def _joined(text: str, parts: tuple[Clause, ...], clips: list[bytes]) -> Speech:
    sound = bytearray()
    spoken: list[SpokenClause] = []
    for at, (part, clip) in enumerate(zip(parts, clips, strict=True)):
        start_ms = len(sound) // mulaw.BYTES_PER_MS
        sound += clip
        spoken.append(SpokenClause(part.start, part.end, start_ms, -(-len(sound) // mulaw.BYTES_PER_MS)))
        if at < len(parts) - 1:
            sound += mulaw.silence(part.pause_ms)
    return Speech(mulaw.pad_to_frame(bytes(sound)), text, tuple(spoken))


def open_voice(cache_folder: Path | None) -> ClauseVoice:
    """The product's voice: pyttsx3 workers, fixed prompts kept in `cache_folder`. Starts no process before the first word."""
    from speech.tts.pyttsx3_voice import Pyttsx3Engine  # noqa: PLC0415 - the port's users need no engine

    return ClauseVoice(Pyttsx3Engine(), VoiceCache(cache_folder))
