"""Prints how well voice activity finds speech: `python -m tests.measure.voice_activity [FOLDER OF WAVS…]`. Figures of the decision page.

True start and end are read from the clean clip by level; then noise is added and the line coded as mu-law.
"""

import sys
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from speech import mulaw
from speech.mulaw import RATE, Pcm
from speech.silero_activity import SileroModel
from speech.voice_activity import VoiceActivity, VoiceEdges, level_of, window_seconds
from speech.webrtc_activity import WebrtcActivity

Sound = npt.NDArray[np.float64]
NOISES: list[tuple[str, str, float]] = [
    ("clean", "white", 58),
    ("white 20 dB", "white", 20),
    ("white 10 dB", "white", 10),
    ("street 5 dB", "street", 5),
]


@dataclass
class Tally:
    """What one detector did under one noise."""

    missed: int = 0
    false_onsets: int = 0
    end_lags_ms: list[float] = field(default_factory=list)
    work_s: float = 0.0
    sound_s: float = 0.0

    def row(self) -> str:
        """A table row's cells."""
        late = np.percentile(self.end_lags_ms, [50, 95])
        return f"{self.missed} | {self.false_onsets} | {late[0]:.0f} | {late[1]:.0f} | {1e6 * self.work_s / self.sound_s:.0f}"


def noise(kind: str, count: int) -> Sound:
    """Noise of RMS 1."""
    rough = np.random.default_rng(count).standard_normal(count)
    if kind == "street":
        rough = np.cumsum(rough)
        rough -= np.convolve(rough, np.ones(400) / 400, "same")
    return rough / float(np.sqrt(np.mean(rough**2)))


def line(clip: Sound, kind: str, decibels: float) -> tuple[Pcm, float, float]:
    """A second of noise, the clip in noise, a second and a half of noise; where speech truly starts and ends."""
    loud = np.flatnonzero(np.abs(clip) > np.abs(clip).max() * 0.02)
    sound = np.concatenate([np.zeros(RATE), clip, np.zeros(RATE * 3 // 2)])
    sound *= 2500 / np.sqrt(np.mean(clip[loud[0] : loud[-1]] ** 2))
    sound += noise(kind, len(sound)) * 2500 / 10 ** (decibels / 20)
    coded = mulaw.decode(mulaw.encode(np.clip(sound, -32000, 32000).astype(np.int16)))
    return coded, 1 + loud[0] / RATE, 1 + loud[-1] / RATE


def judge(make: Callable[[], VoiceActivity], below_db: float, clips: list[Sound], kind: str, decibels: float) -> Tally:
    """Runs one detector over all clips."""
    tally = Tally()
    for clip in clips:
        pcm, starts_s, ends_s = line(clip, kind, decibels)
        activity = make()
        edges = VoiceEdges(window_seconds(activity), below_db=below_db)
        spans: list[tuple[float, float]] = []
        began = time.perf_counter()
        for at in range(0, len(pcm) - activity.window + 1, activity.window):
            window, now_s = pcm[at : at + activity.window], (at + activity.window) / RATE
            edges.hear(activity.probability(window), level_of(window), now_s)
            if edges.speaking and now_s - edges.last_voice_s >= 0.3:
                spans.append((edges.first_voice_s, edges.last_voice_s))
                edges.rest()
        tally.work_s += time.perf_counter() - began
        tally.sound_s += len(pcm) / RATE
        hits = [span for span in spans if span[0] < ends_s and span[1] > starts_s]
        tally.false_onsets += len(spans) - len(hits)
        tally.missed += not hits
        tally.end_lags_ms += [(hits[-1][1] - ends_s) * 1000] if hits else []
    return tally


def main() -> None:
    """One row per detector and noise."""
    folders = [Path(one) for one in sys.argv[1:]] or [Path("tests/data/speech") / locale for locale in ("zh-CN", "en-US")]
    clips = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.wav"))):
        with wave.open(str(path), "rb") as file:
            clips.append(np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).astype(np.float64))
    silero = SileroModel()
    detectors: list[tuple[str, Callable[[], VoiceActivity], float]] = [
        ("silero", silero.activity, 200.0),
        ("silero + level", silero.activity, 30.0),
        ("webrtc mode 3", lambda: WebrtcActivity(3), 200.0),
    ]
    sys.stdout.write(f"{len(clips)} clips\n| detector | noise | missed | false onsets | end late p50 ms | p95 | µs per s |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    for name, make, below_db in detectors:
        for title, kind, decibels in NOISES:
            sys.stdout.write(f"| {name} | {title} | {judge(make, below_db, clips, kind, decibels).row()} |\n")


if __name__ == "__main__":
    main()
