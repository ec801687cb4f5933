"""Spoken clauses kept for the next time: the most recent ones in memory, the fixed prompts on disk too.

Only what `warm` renders is written to disk: the product's own sentences. What is said to one person (names, amounts) stays in memory.
"""

import hashlib
import os
import tempfile
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

_MEMORY_BYTES = 24_000_000


@dataclass(frozen=True)
class CacheKey:
    """What a clip depends on. `engine` names voice, rate, loudness and their versions."""

    text: str = field(repr=False)
    locale: str
    engine: str

    @property
    def file_name(self) -> str:
        """A name that tells nothing of the text."""
        return hashlib.sha256("\x00".join((self.engine, self.locale, self.text)).encode()).hexdigest()[:40] + ".ulaw"


class VoiceCache:
    """Least recently used clips go first once memory is full. Disk methods block: call them off the event loop."""

    def __init__(self, folder: Path | None, memory_bytes: int = _MEMORY_BYTES) -> None:
        self._folder = folder
        self._most = memory_bytes
        self._bytes = 0
        self._clips: OrderedDict[CacheKey, bytes] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def get(self, key: CacheKey) -> bytes | None:
        """The clip if it is in memory."""
        clip = self._clips.get(key)
        if clip is None:
            self.misses += 1
            return None
        self.hits += 1
        self._clips.move_to_end(key)
        return clip

    def put(self, key: CacheKey, clip: bytes) -> None:
        """Keeps the clip in memory."""
        self._bytes += len(clip) - len(self._clips.pop(key, b""))
        self._clips[key] = clip
        while self._bytes > self._most and len(self._clips) > 1:
            self._bytes -= len(self._clips.popitem(last=False)[1])

    def __contains__(self, key: CacheKey) -> bool:
        return key in self._clips

    def read(self, key: CacheKey) -> bytes | None:
        """The clip from disk, if an earlier run left it there whole."""
        if self._folder is None:
            return None
        try:
            clip = (self._folder / key.file_name).read_bytes()
        except FileNotFoundError:
            return None
        return clip or None

    def write(self, key: CacheKey, clip: bytes) -> None:
        """Leaves the clip on disk; a crash never leaves half of one."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(clip)
        Path(name).replace(self._folder / key.file_name)
