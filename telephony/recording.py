"""The sound of a call as a stereo WAV on disk: left the debtor, right the bot as it was heard. Never held in memory for long.

16 bit, 8 kHz, two channels. The header is kept right after every piece, so that a killed process leaves a playable file; a second stream of
the same call is appended.
"""

import asyncio
import struct
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import structlog

from speech.mulaw import SILENCE, decode

log = structlog.get_logger(__name__)

HEADER_BYTES = 44
FRAME_BYTES = 4
BYTES_PER_SECOND = 8000
BOT_LATENESS_BYTES = 2 * BYTES_PER_SECOND
PIECE_BYTES = BYTES_PER_SECOND


class StereoTrack:
    """Lays the bot's heard sound beside the debtor's. Pure: mu-law in, mu-law pairs out, no file.

    A mark says that a piece has just been played, so the piece ends where the debtor's sound now ends. The left side is the clock.
    """

    def __init__(self) -> None:
        self._left = bytearray()
        self._right = bytearray()

    def debtor(self, mulaw: bytes) -> None:
        """The debtor's next sound."""
        self._left += mulaw

    def bot(self, mulaw: bytes) -> None:
        """A piece that the debtor has heard by now."""
        starts = max(len(self._right), len(self._left) - len(mulaw))
        self._right += bytes([SILENCE]) * (starts - len(self._right)) + mulaw

    def ready(self, everything: bool = False) -> tuple[bytes, bytes] | None:
        """Both sides of what can no longer change, equally long; None where that is too little to write."""
        length = max(len(self._left), len(self._right)) if everything else len(self._left) - BOT_LATENESS_BYTES
        if length <= 0 or (length < PIECE_BYTES and not everything):
            return None
        left, right = (bytes(side[:length]).ljust(length, bytes([SILENCE])) for side in (self._left, self._right))
        del self._left[:length]
        del self._right[:length]
        return left, right


class WavFile:
    """Appends to a stereo WAV; every call blocks and belongs off the loop."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, left: bytes, right: bytes) -> None:
        """Two equally long mu-law pieces."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        sound = np.column_stack((decode(left), decode(right))).astype("<i2").tobytes()
        if not self.path.exists():
            self.path.touch(mode=0o600)
            self.path.write_bytes(_header(0))
        with self.path.open("r+b") as file:
            end = file.seek(0, 2)
            file.write(sound)
            file.seek(0)
            file.write(_header(end - HEADER_BYTES + len(sound)))


class WavRecorder:
    """Keeps one call's sound. Writing happens in the given executor, one piece after the other."""

    def __init__(self, path: Path, executor: Executor) -> None:
        self._file, self._executor = WavFile(path), executor
        self._track = StereoTrack()
        self._writing: asyncio.Future[None] | None = None
        self._wrote = False
        self._broken = False

    def debtor(self, mulaw: bytes) -> None:
        """The debtor's next sound."""
        if self._broken:
            return
        self._track.debtor(mulaw)
        if self._writing is None or self._writing.done():
            self._write(self._track.ready())

    def bot(self, mulaw: bytes) -> None:
        """What the debtor has just heard of us."""
        if not self._broken:
            self._track.bot(mulaw)

    async def close(self) -> str | None:
        """Writes the rest; the file's path, or None where there was no sound or no disk."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
            self._check()
        self._write(None if self._broken else self._track.ready(everything=True))
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
            self._check()
        return str(self._file.path) if self._wrote and not self._broken else None

    def _write(self, piece: tuple[bytes, bytes] | None) -> None:
        self._check()
        if piece is None or self._broken:
            return
        self._wrote = True
        self._writing = asyncio.get_running_loop().run_in_executor(self._executor, self._file.append, *piece)

    def _check(self) -> None:
        error = self._writing.exception() if self._writing is not None and self._writing.done() else None
        if error is not None and not self._broken:
            self._broken = True
            log.error("recording_failed", kind=type(error).__name__)


def _header(sound_bytes: int) -> bytes:
    form = struct.pack("<IHHIIHH", 16, 1, 2, BYTES_PER_SECOND, BYTES_PER_SECOND * FRAME_BYTES, FRAME_BYTES, 16)
    riff = struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + sound_bytes, b"WAVE")
    return riff + b"fmt " + form + struct.pack("<4sI", b"data", sound_bytes)
