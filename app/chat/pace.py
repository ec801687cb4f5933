"""How fast one debtor may write: a burst, then a steady drip. Pure; the time is handed in."""

from dataclasses import dataclass

BURST = 20.0
PER_SECOND = 1.0
REMEMBERED = 10_000


@dataclass(frozen=True)
class Drops:
    """What is left in one bucket, and when that was so (seconds of any steady clock)."""

    left: float = BURST
    at: float = 0.0

    def take(self, now: float) -> "Drops | float":
        """Returns the bucket with one drop less, or the seconds to wait until there is one."""
        left = min(BURST, self.left + max(0.0, now - self.at) * PER_SECOND)
        return Drops(left - 1.0, now) if left >= 1.0 else (1.0 - left) / PER_SECOND


class Pace:
    """The buckets of everybody who wrote lately, in this process; the longest silent are forgotten first."""

    def __init__(self) -> None:
        self._buckets: dict[str, Drops] = {}

    def wait_s(self, who: str, now: float) -> float:
        """Returns 0 and counts the message, or the seconds to wait before another is taken."""
        taken = self._buckets.pop(who, Drops(at=now)).take(now)
        if isinstance(taken, Drops):
            self._buckets[who] = taken
            if len(self._buckets) > REMEMBERED:
                del self._buckets[next(iter(self._buckets))]
            return 0.0
        self._buckets[who] = Drops(1.0 - taken * PER_SECOND, now)
        return taken
