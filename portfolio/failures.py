"""The three failures: `BadInput` (tell them), `Unavailable` (retry or hand to a human); anything else is a bug.

A bug crashes the turn, not the call.
"""


class BadInput(Exception):
    """What was handed in cannot be used; the message says what to do, and may be shown to whoever handed it in."""


class Unavailable(Exception):
    """A part is away for now. `part` is a fixed word (rasa, redis, database, twilio, voice) fit for logs."""

    def __init__(self, part: str, why: str = "") -> None:
        super().__init__(f"{part} is unavailable{': ' + why if why else ''}")
        self.part = part
