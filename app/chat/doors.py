"""What every door of the chat is given: the threads, the lender's secret, the time of the wall, the pages allowed in."""

from dataclasses import dataclass, field

from app.chat.origins import origin_allowed
from app.chat.pace import Pace
from app.chat.threads import Threads
from app.chat.tokens import Bearer, read_token
from portfolio.words import Clock


@dataclass(frozen=True)
class Doors:
    """`wall` is the real time, by which tokens expire; `origins` are the pages that may use the chat, empty for any."""

    threads: Threads
    wall: Clock
    secret: str = field(repr=False)
    origins: tuple[str, ...] = ()
    own_origin: str = ""
    pace: Pace = field(default_factory=Pace)

    def bearer(self, token: str | None) -> Bearer:
        """Returns who the token names, or raises `TokenRefused`."""
        return read_token(token, self.secret, self.wall())

    def lets_in(self, origin: str | None) -> bool:
        """Tells whether a page of this origin may use the chat."""
        return origin_allowed(origin, self.origins, self.own_origin)
