"""Keys of the telephone, taken as one answer; only when the question asks for them. Digits never reach a log."""

from bot.turns import KeypadSpec


class Keypad:
    """Collects keys until the length, the terminator or the pause between keys says that the answer is whole. Seconds, any clock.

    Keys pressed before the question is asked are kept: people who know the question type ahead.
    """

    TYPED_AHEAD_S = 5.0

    def __init__(self) -> None:
        self._spec: KeypadSpec | None = None
        self._digits = ""
        self._last = 0.0

    def __repr__(self) -> str:
        return f"Keypad(collecting={self._spec is not None}, keys={len(self._digits)})"

    @property
    def collecting(self) -> bool:
        """The present question takes keys."""
        return self._spec is not None

    def expect(self, spec: KeypadSpec | None, now: float) -> str | None:
        """A new question; returns an answer that was already typed ahead."""
        self._spec = spec
        if spec is None or now - self._last > self.TYPED_AHEAD_S:
            self._digits = ""
            return None
        ahead, self._digits = self._digits, ""
        for key in ahead:
            answer = self._take(key)
            if answer is not None:
                return answer
        return None

    def press(self, key: str, now: float) -> str | None:
        """One key; returns the whole answer if this key completed it."""
        self._last = now
        if self._spec is None:
            self._digits = (self._digits + key)[-20:]
            return None
        return self._take(key)

    def due(self, now: float) -> str | None:
        """The answer that a too long pause completed."""
        if self._spec is None or not self._digits or now - self._last < self._spec.inter_digit_s:
            return None
        return self._whole()

    def _take(self, key: str) -> str | None:
        if self._spec is None:
            return None
        if key == self._spec.terminator:
            return self._whole() if self._digits else None
        if key == "*":  # the usual key for "start again"
            self._digits = ""
            return None
        if key.isdigit():
            self._digits += key
        return self._whole() if len(self._digits) >= self._spec.length else None

    def _whole(self) -> str:
        answer, self._digits = self._digits, ""
        return answer
