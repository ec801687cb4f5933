"""The table is G.711's: Python's own (deprecated) implementation is the oracle."""

import audioop

import numpy as np

from speech import mulaw


def test_every_sample_is_coded_as_g711_says() -> None:
    samples = np.arange(-32768, 32768, dtype=np.int32).astype(np.int16)
    assert mulaw.encode(samples) == audioop.lin2ulaw(samples.tobytes(), 2)


def test_every_code_is_decoded_as_g711_says() -> None:
    codes = bytes(range(256))
    assert mulaw.decode(codes).tobytes() == audioop.ulaw2lin(codes, 2)


def test_silence_is_ff_and_decodes_to_nothing() -> None:
    assert mulaw.silence(20) == b"\xff" * 160
    assert not mulaw.decode(mulaw.silence(20)).any()


def test_a_tail_is_filled_to_whole_frames() -> None:
    assert mulaw.pad_to_frame(b"\x10" * 161) == b"\x10" * 161 + b"\xff" * 159
    assert mulaw.pad_to_frame(b"\x10" * 160) == b"\x10" * 160
    assert mulaw.pad_to_frame(b"") == b""
