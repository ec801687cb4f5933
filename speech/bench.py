"""Figures of ears and voice on this machine: `python -m speech.bench`. Sound is fed in real time; nothing here is asserted anywhere.

`recognition`: true end of speech -> transcript handed out. `speaking`: asking -> whole clip ready, uncached and cached.
"""

import asyncio
import json
import sys
import time
import wave
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np
import psutil

from speech import mulaw
from speech.asr.models import bundled_model
from speech.clause_voice import ClauseVoice, open_voice
from speech.events import Transcript
from speech.listener import Ears, Listener

_FRAME_S = 0.02


@dataclass(frozen=True)
class RecognitionFigures:
    """`callers` at once; milliseconds from the true end of speech to the transcript; CPU seconds for a second of one caller's sound."""

    callers: int
    heard: int
    end_to_transcript_ms_p50: float
    end_to_transcript_ms_p95: float
    loop_lag_ms_p95: float
    mb_per_caller: float


@dataclass(frozen=True)
class SpeakingFigures:
    """Milliseconds until the whole clip is ready, and seconds of work for a second of sound."""

    uncached_ms_p50: float
    uncached_ms_p95: float
    cached_ms_p50: float
    real_time_factor: float


def at_share(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; 0 where there are none."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else 0.0


async def recognition(ears: Ears, locale: str, clips: Sequence[bytes], callers: int) -> RecognitionFigures:
    """Plays every clip to `callers` listeners at once, in real time. Clips are mu-law that ends with the last word."""
    before = _resident_mb()
    listeners = [ears.listener(locale) for _ in range(callers)]
    for listener in listeners:
        listener.expect("willingness")
    lags: list[float] = []
    watch = asyncio.create_task(_watch_loop(lags))
    delays = [delay for each in await asyncio.gather(*(_call(one, clips, at) for at, one in enumerate(listeners))) for delay in each]
    watch.cancel()
    grown = (_resident_mb() - before) / callers
    for listener in listeners:
        listener.close()
    return RecognitionFigures(callers, len(delays), at_share(delays, 0.5), at_share(delays, 0.95), at_share(lags, 0.95), round(grown, 1))


async def _call(listener: Listener, clips: Sequence[bytes], offset: int) -> list[float]:
    """One caller: clip, two seconds of silence, next clip; each caller begins with another clip."""
    delays: list[float] = []
    for at in range(len(clips)):
        clip = clips[(at + offset) % len(clips)]
        ended = await _play(listener, mulaw.silence(300) + clip)
        hearing = asyncio.create_task(_transcript_at(listener))
        await _play(listener, mulaw.silence(2000))
        if hearing.done():
            delays.append((hearing.result() - ended) * 1000)
        hearing.cancel()
    return delays


async def _play(listener: Listener, sound: bytes) -> float:
    """Feeds in real time; returns the instant at which the last frame went in."""
    start = time.monotonic()
    for count, at in enumerate(range(0, len(sound), mulaw.FRAME_BYTES), 1):
        listener.feed(sound[at : at + mulaw.FRAME_BYTES])
        await asyncio.sleep(max(0.0, start + count * _FRAME_S - time.monotonic()))
    return time.monotonic()


async def _transcript_at(listener: Listener) -> float:
    while not isinstance(await listener.next(), Transcript):
        pass
    return time.monotonic()


async def _watch_loop(lags: list[float]) -> None:
    while True:
        start = time.monotonic()
        await asyncio.sleep(0.01)
        lags.append((time.monotonic() - start - 0.01) * 1000)


async def speaking(voice: ClauseVoice, texts: Sequence[tuple[str, str]]) -> SpeakingFigures:
    """Speaks every text twice; the engine is started first."""
    for text, locale in (texts[0], texts[-1]):
        await voice.speak(text + " !", locale)
    rounds: list[list[float]] = []
    sound_ms = 0
    for _ in range(2):
        took = []
        for text, locale in texts:
            start = time.perf_counter()
            sound_ms += (await voice.speak(text, locale)).ms
            took.append((time.perf_counter() - start) * 1000)
        rounds.append(took)
    uncached, cached = rounds
    factor = round(sum(uncached) / max(1, sound_ms / 2), 4)
    return SpeakingFigures(at_share(uncached, 0.5), at_share(uncached, 0.95), round(median(cached), 2), factor)


def _resident_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _clips(folder: Path) -> list[bytes]:
    """The sound of 16-bit WAV files, as mu-law."""
    clips = []
    for path in sorted(folder.glob("*.wav")):
        with wave.open(str(path), "rb") as sound:
            clips.append(mulaw.encode(np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16)))
    return clips


async def _run(folder: Path, locale: str, callers: int) -> None:
    ears = Ears.load({one: bundled_model(one) for one in ("zh-CN", "en-US")})
    heard = await recognition(ears, locale, _clips(folder / locale)[:8], callers)
    ears.close()
    voice = open_voice(None)
    said = await speaking(
        voice, [("your balance is one hundred dollars", "en-US"), ("due on Friday", "en-US"), ("您的账单是五百元", "zh-CN")]
    )
    await voice.close()
    figures = {"recognition": asdict(heard), "speaking": asdict(said), "resident_mb": round(_resident_mb(), 1)}
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def main() -> None:
    """`python -m speech.bench [FOLDER OF WAVS] [LOCALE] [CALLERS]`"""
    arguments = [*sys.argv[1:], *("tests/data/speech", "en-US", "4")[len(sys.argv) - 1 :]]
    asyncio.run(_run(Path(arguments[0]), arguments[1], int(arguments[2])))


if __name__ == "__main__":
    main()
