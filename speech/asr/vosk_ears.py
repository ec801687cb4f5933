"""Vosk as a `Recogniser`: one shared model per language, one recogniser per call and language. Never waits for Kaldi's own endpointer."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import vosk

from speech.asr.models import model_rate
from speech.events import HeardWord
from speech.failures import ModelMissing
from speech.mulaw import RATE, Pcm
from speech.recogniser import Recognised
from speech.resample import StreamResampler

_ALTERNATIVES = 5
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def joined(text: str) -> str:
    """The text with the gaps between Chinese characters closed; Latin words stay apart."""
    return _HAN_GAP.sub("", text).strip()


class VoskModel:
    """A loaded model folder and the sample rate that its features need."""

    def __init__(self, folder: Path) -> None:
        vosk.SetLogLevel(-1)
        self.rate = model_rate(folder)
        try:
            self._model = vosk.Model(str(folder))
        except Exception as error:  # vosk raises bare Exception for whatever it finds wrong
            raise ModelMissing(f"{folder} is not a Vosk model that can be loaded: unpack it again or name another folder") from error

    def recogniser(self) -> "VoskRecogniser":
        """A fresh recogniser for one call."""
        return VoskRecogniser(self._model, self.rate)


class VoskRecognisers(Mapping[str, "VoskRecogniser"]):
    """One call's recognisers by locale, each made when first needed."""

    def __init__(self, models: Mapping[str, VoskModel]) -> None:
        self._models = models
        self._made: dict[str, VoskRecogniser] = {}

    def __getitem__(self, locale: str) -> "VoskRecogniser":
        if locale not in self._made:
            self._made[locale] = self._models[locale].recogniser()
        return self._made[locale]

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)


@dataclass(frozen=True)
class _Guess:
    """One way to read a segment; `score` is a log likelihood."""

    text: str = field(repr=False)
    score: float
    words: tuple[tuple[str, float, float], ...] = field(repr=False, default=())


class VoskRecogniser:
    """One caller in one language. Not for two threads at once."""

    def __init__(self, model: Any, rate: int) -> None:
        self._kaldi = vosk.KaldiRecognizer(model, rate)
        self._kaldi.SetWords(True)
        self._kaldi.SetMaxAlternatives(_ALTERNATIVES)
        self._rate = rate
        self._resampler = StreamResampler(RATE, rate)
        self._segments: list[list[_Guess]] = []
        self._fed = 0
        self._started = 0

    def accept(self, pcm: Pcm) -> None:
        sound = self._resampler.push(pcm)
        if not len(sound):
            return
        self._fed += len(sound)
        if self._kaldi.AcceptWaveform(sound.tobytes()):
            self._segments.append(_guesses(self._kaldi.Result()))

    def partial(self) -> str:
        parts = [segment[0].text for segment in self._segments if segment]
        parts.append(str(json.loads(self._kaldi.PartialResult()).get("partial", "")))
        return joined(" ".join(part for part in parts if part))

    def finish(self) -> Recognised:
        self._segments.append(_guesses(self._kaldi.FinalResult()))
        segments = [segment for segment in self._segments if segment and segment[0].text]
        result = _recognised(segments, self._started / self._rate)
        self._segments = []
        self._resampler.clear()
        self._started = self._fed
        return result


def _guesses(answer: str) -> list[_Guess]:
    found = json.loads(answer).get("alternatives", [])
    return [
        _Guess(
            text=str(one.get("text", "")).strip(),
            score=float(one.get("confidence", 0.0)),
            words=tuple((str(w["word"]), float(w["start"]), float(w["end"])) for w in one.get("result", [])),
        )
        for one in found
    ]


def _shares(segment: list[_Guess]) -> list[float]:
    """How much of the belief each guess holds: scores are log likelihoods, so their exponentials share out one."""
    best = max(guess.score for guess in segment)
    weights = [math.exp(guess.score - best) for guess in segment]
    return [weight / sum(weights) for weight in weights]


def _word_confidence(word: tuple[str, float, float], segment: list[_Guess], shares: list[float]) -> float:
    """The share of the guesses that hold this word at about this place."""
    text, start, end = word
    agreeing = [any(w == text and s < end and e > start for w, s, e in guess.words) for guess in segment]
    return min(1.0, sum(share for share, agrees in zip(shares, agreeing, strict=True) if agrees))


def _recognised(segments: list[list[_Guess]], offset_s: float) -> Recognised:
    if not segments:
        return Recognised("", 0.0)
    words: list[HeardWord] = []
    for segment in segments:
        shares = _shares(segment)
        words += [HeardWord(w[0], w[1], w[2], _word_confidence(w, segment, shares)).moved(-offset_s) for w in segment[0].words]
    text = joined(" ".join(segment[0].text for segment in segments))
    confidence = math.exp(sum(math.log(max(1e-6, w.confidence)) for w in words) / len(words)) if words else 0.0
    return Recognised(text, confidence, tuple(words), _other_readings(segments, text))


def _other_readings(segments: list[list[_Guess]], text: str) -> tuple[str, ...]:
    """The whole utterance read otherwise: one segment at a time replaced by its next guesses."""
    readings: dict[str, None] = {}
    for rank in range(1, _ALTERNATIVES):
        for at, segment in enumerate(segments):
            if rank < len(segment):
                parts = [segment[rank] if i == at else other[0] for i, other in enumerate(segments)]
                readings.setdefault(joined(" ".join(part.text for part in parts)))
    readings.pop(text, None)
    readings.pop("", None)
    return tuple(readings)[: _ALTERNATIVES - 1]
