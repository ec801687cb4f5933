"""WebRTC's voice activity detector: a few kilobytes a call, 20 ms windows, answers yes or no."""

import webrtcvad

from speech.mulaw import RATE, Pcm


class WebrtcActivity:
    """Filters by sub-band energies; `mode` 0..3 is how readily it calls sound noise."""

    window = 160

    def __init__(self, mode: int = 3) -> None:
        self._vad = webrtcvad.Vad(mode)

    def probability(self, pcm: Pcm) -> float:
        return 1.0 if self._vad.is_speech(pcm.tobytes(), RATE) else 0.0
