"""The process that speaks: `python -m speech.tts.pyttsx3_worker VOICE RATE`. One engine, one sentence at a time, killed from outside.

In: one JSON string a line. Out: two little-endian uint32 (sample rate, byte count), then 16-bit mono samples; count 0 means it failed.
pyttsx3 prints to stdout, so the answers go through a private copy of it.
"""

import json
import os
import struct
import sys
import tempfile
import wave
from pathlib import Path

HEADER = struct.Struct("<II")
_MEMORY = "/dev/shm"  # noqa: S108 - mkstemp makes the file, readable by this user only
PINYIN_VOICE = "sit/cmn-latn-pinyin"


class SpeakingEngine:
    """pyttsx3 with its known habits handled: `runAndWait` returns early, a failed save says nothing."""

    def __init__(self, voice: str, rate: int) -> None:
        import pyttsx3  # noqa: PLC0415 - this module's names are used by the parent, which must not load the engine
        from pyttsx3.drivers import _espeak  # noqa: PLC0415

        self._wait = _espeak.Synchronize
        self._engine = pyttsx3.init("espeak")
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        self._pinyin = voice.lower().startswith(PINYIN_VOICE)
        handle, name = tempfile.mkstemp(suffix=".wav", dir=_MEMORY if Path(_MEMORY).is_dir() else None)
        os.close(handle)
        self._file = Path(name)

    def render(self, text: str) -> tuple[int, bytes]:
        """Sample rate and 16-bit samples of one sentence; no samples where the engine made none."""
        if self._pinyin:
            from speech.tts.pinyin import to_pinyin  # noqa: PLC0415 - 58 MB that only the Chinese workers need

            text = to_pinyin(text)
        self._file.unlink(missing_ok=True)
        self._engine.save_to_file(text, str(self._file))
        self._engine.runAndWait()
        self._wait()
        if not self._file.is_file():
            return 0, b""
        with wave.open(str(self._file), "rb") as sound:
            return sound.getframerate(), sound.readframes(sound.getnframes())

    def close(self) -> None:
        """Leaves no file behind."""
        self._file.unlink(missing_ok=True)


def main() -> None:
    """Serves sentences until stdin ends: a dead parent leaves no worker behind."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    engine = SpeakingEngine(sys.argv[1], int(sys.argv[2]))
    try:
        for line in sys.stdin:
            rate, sound = engine.render(json.loads(line))
            answers.write(HEADER.pack(rate, len(sound)) + sound)
            answers.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        engine.close()
        os._exit(0)  # espeak-ng may assert or hang in its own exit handlers


if __name__ == "__main__":
    main()
