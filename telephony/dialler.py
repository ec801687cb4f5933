"""Places a call to a debtor, if the contact gate allows it. The attempt is reserved before the carrier hears of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from compliance.permission import Permission, Request
from compliance.verdicts import Refused
from portfolio.failures import BadInput
from portfolio.records import AttemptState
from portfolio.words import Channel, Clock
from telephony.caller_book import e164
from telephony.ports import CallControl

log = structlog.get_logger(__name__)

Ask = Callable[[Request, datetime], Permission]
"""Asks the gate and reserves the attempt in one transaction (`compliance.permission.ask` with ledger and rulebooks)."""


class Attempts(Protocol):
    """Where the life of an attempt is kept."""

    def move_attempt(self, attempt_id: str, state: AttemptState, reference: str | None = None) -> object: ...


@dataclass(frozen=True)
class Placed:
    """The carrier rings the debtor."""

    attempt_id: str
    call_id: str


class Dialler:
    """`place_call` is the only way to ring a debtor."""

    def __init__(self, *, ask: Ask, attempts: Attempts, control: CallControl, clock: Clock, new_id: Callable[[], str]) -> None:
        self._ask, self._attempts, self._control, self._clock, self._new_id = ask, attempts, control, clock, new_id

    async def place_call(self, debtor_id: str, number: str | None = None, attempt_id: str | None = None) -> Placed | Refused:
        """Rings this number, or the first usable one on file; the gate's refusal otherwise. `attempt_id`: the caller's own id for it.

        Raises BadInput for a number that is none or that the carrier does not take, Unavailable where the carrier does not answer: then
        nobody knows whether it rings, so the attempt stays reserved and counts until a callback tells.
        """
        asked_for = e164(number) if number else None
        if number and asked_for is None:
            raise BadInput("this is no telephone number; write it with the country code, like +15550100121")
        request = Request(attempt_id or self._new_id(), debtor_id, Channel.VOICE, asked_for)
        permission = await asyncio.to_thread(self._ask, request, self._clock())
        if isinstance(permission.verdict, Refused):
            log.info("call_refused", debtor_id=debtor_id, rule=permission.verdict.rule)
            return permission.verdict
        if permission.attempt is None or permission.attempt.number is None:
            raise BadInput("there is no number on file that could be called")
        attempt_id = permission.attempt.id
        try:
            call_id = await self._control.dial(permission.attempt.number, attempt_id)
        except BadInput:
            await asyncio.to_thread(self._attempts.move_attempt, attempt_id, AttemptState.FAILED)
            raise
        await asyncio.to_thread(self._attempts.move_attempt, attempt_id, AttemptState.STARTED, call_id)
        log.info("call_placed", attempt_id=attempt_id, call_id=call_id)
        return Placed(attempt_id, call_id)
