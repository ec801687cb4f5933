"""From the engine's samples to telephone sound: edges trimmed, one fixed gain per voice, 8 kHz mu-law."""

import numpy as np
import numpy.typing as npt

from speech import mulaw
from speech.mulaw import RATE, Pcm
from speech.resample import resample

_FLOOR = 0.01
_KEEP_BEFORE_S = 0.01
_KEEP_AFTER_S = 0.04
_CEILING = 29000.0


def polish(pcm: Pcm, rate: int, gain: float) -> bytes:
    """The clip ready for the phone; empty where the engine made no sound."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _FLOOR * 32768)
    if not len(loud):
        return b""
    first = max(0, int(loud[0]) - int(_KEEP_BEFORE_S * rate))
    last = min(len(pcm), int(loud[-1]) + int(_KEEP_AFTER_S * rate))
    return mulaw.encode(_limited(resample(pcm[first:last], rate, RATE).astype(np.float32) * gain))


def _limited(sound: npt.NDArray[np.float32]) -> Pcm:
    """Peaks bent softly below the ceiling instead of cut."""
    knee = 0.7 * _CEILING
    size = np.abs(sound)
    bent = np.where(size > knee, knee + (_CEILING - knee) * np.tanh((size - knee) / (_CEILING - knee)), size)
    limited: Pcm = (np.sign(sound) * bent).astype(np.int16)
    return limited


def loudness_dbfs(pcm: Pcm) -> float:
    """RMS level against full scale."""
    return float(20 * np.log10(max(1e-9, np.sqrt(np.mean((pcm.astype(np.float64) / 32768) ** 2)))))
