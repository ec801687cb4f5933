"""Silero's voice activity model through onnxruntime alone: its own Python package imports torch, which a phone call does not need."""

import importlib.metadata
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from speech.failures import ModelMissing
from speech.mulaw import RATE, Pcm

_CONTEXT = 32


def silero_model_path() -> Path:
    """The ONNX file that the installed `silero-vad` distribution carries."""
    try:
        files = importlib.metadata.files("silero-vad") or []
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelMissing("the package silero-vad is not installed: run ./goodterms again to install it") from error
    for file in files:
        if file.name == "silero_vad.onnx":
            return Path(str(file.locate()))
    raise ModelMissing("silero-vad is installed without silero_vad.onnx: reinstall it")


class SileroModel:
    """The network, shared by all calls; each call asks for its own `activity()`."""

    def __init__(self, path: Path | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(path or silero_model_path()), options, providers=["CPUExecutionProvider"])

    def activity(self) -> "SileroActivity":
        """A fresh ear for one call."""
        return SileroActivity(self._session)


class SileroActivity:
    """One call's state of the model: 32 ms windows."""

    window = 256

    def __init__(self, session: Any) -> None:
        self._session = session
        self._rate = np.array(RATE, dtype=np.int64)
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._input = np.zeros((1, _CONTEXT + self.window), dtype=np.float32)

    def probability(self, pcm: Pcm) -> float:
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        self._input[0, _CONTEXT:] = pcm.astype(np.float32) / 32768
        out, self._state = self._session.run(None, {"input": self._input, "state": self._state, "sr": self._rate})
        return float(out[0, 0])
