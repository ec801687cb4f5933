"""G.711 mu-law, the telephone's sound: one byte a sample, 8000 a second. Tables, so a frame costs microseconds."""

from typing import Final

import numpy as np
import numpy.typing as npt

Pcm = npt.NDArray[np.int16]

RATE: Final = 8000
SILENCE: Final = 0xFF
BYTES_PER_MS: Final = RATE // 1000
FRAME_BYTES: Final = 20 * BYTES_PER_MS
_BIAS: Final = 0x84
_CLIP: Final = 8158


def _decode_table() -> Pcm:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + _BIAS) << ((code >> 4) & 0x07)) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encode_table() -> npt.NDArray[np.uint8]:
    """Index is the sample read as uint16. G.711 knows 14 bits: the lowest two are dropped first."""
    sample = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32) >> 2
    sign = np.where(sample < 0, 0x80, 0)
    biased = np.minimum(np.abs(sample), _CLIP) + (_BIAS >> 2)
    exponent = np.floor(np.log2(biased)).astype(np.int32) - 5
    mantissa = (biased >> (exponent + 1)) & 0x0F
    table: npt.NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
    return table


_DECODE: Final = _decode_table()
_ENCODE: Final = _encode_table()


def decode(mulaw: bytes) -> Pcm:
    """Mu-law bytes as 16-bit samples."""
    pcm: Pcm = _DECODE[np.frombuffer(mulaw, dtype=np.uint8)]
    return pcm


def encode(pcm: Pcm) -> bytes:
    """16-bit samples as mu-law bytes."""
    codes: npt.NDArray[np.uint8] = _ENCODE[np.ascontiguousarray(pcm, dtype=np.int16).view(np.uint16)]
    return codes.tobytes()


def silence(ms: int) -> bytes:
    """So many milliseconds of nothing."""
    return bytes([SILENCE]) * (ms * BYTES_PER_MS)


def pad_to_frame(mulaw: bytes) -> bytes:
    """The same sound, its tail filled with silence to whole 20 ms frames."""
    return mulaw + bytes([SILENCE]) * (-len(mulaw) % FRAME_BYTES)
