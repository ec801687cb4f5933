"""The silence ladder: two gentle reprompts, then a courteous close. The timer starts when the debtor has heard the end."""

from bot.turns import Expects

REPROMPTS = 2
WAIT_S = {Expects.VERIFICATION: 9.0, Expects.DATE: 8.0, Expects.AMOUNT: 8.0, Expects.CALLBACK_TIME: 8.0}
USUAL_WAIT_S = 6.0


class SilenceLadder:
    """Counts silences since the debtor last said something. Seconds, any clock."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._count = 0
        self._expects = Expects.OPEN

    def expect(self, expects: Expects) -> None:
        """People need longer to find a date than to say yes."""
        self._expects = expects

    def quiet_from(self, now: float) -> None:
        """The debtor has heard the end of what we said, or has fallen silent."""
        if self._since is None:
            self._since = now

    def busy(self) -> None:
        """Somebody speaks or thinks: no silence."""
        self._since = None

    def answered(self) -> None:
        """The debtor said something: the ladder starts from its foot."""
        self._since = None
        self._count = 0

    def due(self, now: float) -> int | None:
        """1 and 2 ask for a reprompt, 3 for the close; None: not yet."""
        if self._since is None or now - self._since < WAIT_S.get(self._expects, USUAL_WAIT_S):
            return None
        self._since = None
        self._count += 1
        return self._count

    @staticmethod
    def is_last(count: int) -> bool:
        """After this the call closes."""
        return count > REPROMPTS
