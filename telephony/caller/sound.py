"""Sound at the simulated caller's end: mu-law 8 kHz, a timeline per direction, and where speech truly begins and ends.

Written apart from `speech/mulaw.py` on purpose: the caller checks the service, so both must not share a mistake.
"""

import wave
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from portfolio.failures import BadInput

RATE = 8000
SILENCE = 0xFF
Pcm = NDArray[np.int16]
_WINDOW = 80
_AUDIBLE_DBFS = -45.0


def _expand(code: int) -> int:
    """One G.711 mu-law byte as 16-bit PCM (ITU-T G.711, table 2)."""
    code = ~code & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
    return -magnitude if code & 0x80 else magnitude


_TO_PCM: Pcm = np.array([_expand(code) for code in range(256)], dtype=np.int16)
_BY_VALUE = np.argsort(_TO_PCM, kind="stable")
_VALUES = _TO_PCM[_BY_VALUE].astype(np.int32)
_MIDDLES = (_VALUES[:-1] + _VALUES[1:]) / 2


def to_pcm(mulaw: bytes) -> Pcm:
    """Mu-law bytes as 16-bit PCM, sample by sample."""
    return np.asarray(_TO_PCM[np.frombuffer(mulaw, dtype=np.uint8)], dtype=np.int16)


def to_mulaw(pcm: Pcm) -> bytes:
    """16-bit PCM as the nearest mu-law bytes; silence becomes 0xFF."""
    codes = _BY_VALUE[np.searchsorted(_MIDDLES, pcm)].astype(np.uint8)
    codes[pcm == 0] = SILENCE
    return bytes(codes)


def read_wav(path: Path) -> bytes:
    """A 16-bit WAV of any rate and channel count as mu-law 8 kHz mono."""
    try:
        with wave.open(str(path), "rb") as source:
            width, channels, rate = source.getsampwidth(), source.getnchannels(), source.getframerate()
            frames = source.readframes(source.getnframes())
    except (OSError, EOFError, wave.Error) as problem:
        raise BadInput(f"{path}: not a WAV file that can be played ({problem})") from problem
    if width != 2:
        raise BadInput(f"{path}: {8 * width}-bit samples; 16-bit PCM is needed")
    pcm = np.frombuffer(frames, dtype=np.int16).reshape(-1, channels).mean(axis=1)
    if rate != RATE:
        pcm = soxr.resample(pcm / 32768.0, rate, RATE) * 32768.0
    return to_mulaw(np.clip(pcm, -32768, 32767).astype(np.int16))


def audible(mulaw: bytes) -> NDArray[np.bool_]:
    """For each whole 10 ms of sound: can a person hear it (louder than -45 dBFS)?"""
    whole = len(mulaw) // _WINDOW * _WINDOW
    pcm = to_pcm(mulaw[:whole]).astype(np.float64).reshape(-1, _WINDOW)
    power = np.sqrt((pcm**2).mean(axis=1)) / 32768.0
    return np.asarray(power > 10 ** (_AUDIBLE_DBFS / 20))


def first_audible(mulaw: bytes) -> int | None:
    """The sample at which the first audible 10 ms begins, or None in silence."""
    found = np.flatnonzero(audible(mulaw))
    return int(found[0]) * _WINDOW if found.size else None


def last_audible(mulaw: bytes) -> int | None:
    """The sample at which the last audible 10 ms ends, or None in silence."""
    found = np.flatnonzero(audible(mulaw))
    return (int(found[-1]) + 1) * _WINDOW if found.size else None


@dataclass
class Track:
    """One direction of a call as mu-law, sample 0 at the stream's `start`; what was never put is silence."""

    sound: bytearray = field(default_factory=bytearray, repr=False)

    def put(self, at: int, sound: bytes) -> None:
        """Lays `sound` down at sample `at`; sound laid over sound replaces it."""
        self.pad(at)
        self.sound[at : at + len(sound)] = sound

    def pad(self, until: int) -> None:
        """Fills with silence up to sample `until`."""
        self.sound.extend(bytes([SILENCE]) * (until - len(self.sound)))


def write_stereo(path: Path, left: Track, right: Track) -> None:
    """Writes both directions as one 16-bit stereo WAV, the shorter filled with silence."""
    length = max(len(left.sound), len(right.sound))
    left.pad(length)
    right.pad(length)
    both = np.column_stack((to_pcm(bytes(left.sound)), to_pcm(bytes(right.sound))))
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(both.astype("<i2").tobytes())
