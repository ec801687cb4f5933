"""Both voice activity detectors find a caller and are silent in silence."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from speech import mulaw
from speech.mulaw import RATE, Pcm
from speech.silero_activity import SileroModel
from speech.voice_activity import VoiceActivity, VoiceEdges, level_of, window_seconds
from speech.webrtc_activity import WebrtcActivity

SOUND = Path(__file__).parents[2] / "data" / "speech"


@pytest.fixture(params=["silero", "webrtc"])
def make(request: pytest.FixtureRequest) -> Callable[[], VoiceActivity]:
    return SileroModel().activity if request.param == "silero" else WebrtcActivity


def spoken(activity: VoiceActivity, pcm: Pcm) -> VoiceEdges:
    edges = VoiceEdges(window_seconds(activity))
    for at in range(0, len(pcm) - activity.window + 1, activity.window):
        window = pcm[at : at + activity.window]
        edges.hear(activity.probability(window), level_of(window), (at + activity.window) / RATE)
    return edges


@pytest.mark.parametrize(("locale", "name"), [("en-US", "pay_hundred_friday"), ("zh-CN", "pay_500_friday"), ("zh-CN", "that_is_right")])
def test_a_caller_is_found_where_they_speak(make: Callable[[], VoiceActivity], locale: str, name: str) -> None:
    with wave.open(str(SOUND / locale / f"{name}.wav"), "rb") as file:
        clip = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    quiet = np.zeros(RATE, dtype=np.int16)
    edges = spoken(make(), mulaw.decode(mulaw.encode(np.concatenate([quiet, clip, quiet]))))
    assert edges.first_voice_s == pytest.approx(1.0, abs=0.15)
    assert edges.last_voice_s == pytest.approx(1.0 + len(clip) / RATE, abs=0.25)


def test_nobody_is_found_in_silence_or_a_faint_hum(make: Callable[[], VoiceActivity]) -> None:
    hum = (8 * np.sin(np.arange(RATE * 3) * 2 * np.pi * 50 / RATE)).astype(np.int16)
    assert not spoken(make(), mulaw.decode(mulaw.encode(hum))).speaking
