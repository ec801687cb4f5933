"""Between sample rates, with soxr: whole clips, and streams that arrive in pieces."""

import numpy as np
import soxr

from speech.mulaw import Pcm


def resample(pcm: Pcm, from_rate: int, to_rate: int) -> Pcm:
    """A whole clip at another rate."""
    if from_rate == to_rate:
        return pcm
    out: Pcm = soxr.resample(pcm, from_rate, to_rate, quality="HQ").astype(np.int16, copy=False)
    return out


class StreamResampler:
    """Piecewise the same: what goes in as pieces comes out as pieces, a few milliseconds late."""

    def __init__(self, from_rate: int, to_rate: int) -> None:
        self._same = from_rate == to_rate
        self._stream = None if self._same else soxr.ResampleStream(from_rate, to_rate, 1, dtype="int16", quality="MQ")

    def push(self, pcm: Pcm) -> Pcm:
        """The next piece; returns what is ready by now (maybe nothing)."""
        if self._stream is None:
            return pcm
        out: Pcm = self._stream.resample_chunk(pcm)
        return out

    def clear(self) -> None:
        """Forgets the past, for the next utterance."""
        if self._stream is not None:
            self._stream.clear()
