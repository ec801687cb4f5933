"""Nobody is rung without the gate's yes, and the attempt is on file before the carrier hears of it."""

import pytest

from compliance.permission import Permission, Request
from compliance.rules import Reason
from compliance.verdicts import Allowed, Refused
from portfolio.failures import BadInput, Unavailable
from portfolio.records import AttemptState, ContactAttempt
from portfolio.words import Channel, Direction
from telephony.dialler import Dialler, Placed
from telephony.fake_ledger import FakeCallLedger
from telephony.fakes import FakeControl

pytestmark = pytest.mark.anyio

NO = Refused("CN-01", Reason.model_validate({"zh-CN": "太早", "en-US": "too early"}), None)


class Gate:
    """Answers as told and reserves like the real one."""

    def __init__(self, ledger: FakeCallLedger, refusal: Refused | None = None) -> None:
        self.asked: list[Request] = []
        self._ledger, self._refusal = ledger, refusal

    def __call__(self, request: Request, now: object) -> Permission:
        self.asked.append(request)
        if self._refusal:
            return Permission(self._refusal, None)
        number = request.number or "+8613800000000"
        attempt = ContactAttempt(
            request.attempt_id, request.debtor_id, Channel.VOICE, Direction.OUTBOUND, AttemptState.RESERVED, now, None, number  # type: ignore[arg-type]
        )  # fmt: skip
        return Permission(Allowed(("CN-01",)), self._ledger.reserve_attempt(attempt))


class BusyControl(FakeControl):
    """Refuses the number."""

    async def dial(self, number: str, attempt_id: str) -> str:
        raise BadInput("the carrier does not accept this")


def dialler(control: FakeControl, refusal: Refused | None = None) -> tuple[Dialler, Gate, FakeCallLedger]:
    from datetime import UTC, datetime

    ledger = FakeCallLedger()
    gate = Gate(ledger, refusal)
    now = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
    return Dialler(ask=gate, attempts=ledger, control=control, clock=lambda: now, new_id=lambda: "a1"), gate, ledger


async def test_an_allowed_call_is_placed_and_its_attempt_started() -> None:
    control = FakeControl()
    dial, _, ledger = dialler(control)
    placed = await dial.place_call("d1")
    assert isinstance(placed, Placed) and placed.attempt_id == "a1"
    assert control.orders == [("dial", "+8613800000000", "a1")]
    assert (ledger.kept["a1"].state, ledger.kept["a1"].reference) == (AttemptState.STARTED, placed.call_id)


async def test_a_refusal_is_returned_with_rule_and_reason_and_nobody_is_rung() -> None:
    control = FakeControl()
    dial, _, ledger = dialler(control, refusal=NO)
    assert await dial.place_call("d1") == NO
    assert control.orders == [] and ledger.kept == {}


async def test_a_number_that_the_carrier_does_not_take_is_a_failed_attempt() -> None:
    dial, _, ledger = dialler(BusyControl())
    with pytest.raises(BadInput):
        await dial.place_call("d1")
    assert ledger.kept["a1"].state is AttemptState.FAILED


async def test_when_nobody_knows_whether_it_rings_the_attempt_counts() -> None:
    dial, _, ledger = dialler(FakeControl(away=True))
    with pytest.raises(Unavailable):
        await dial.place_call("d1")
    assert ledger.kept["a1"].state is AttemptState.RESERVED


async def test_what_is_no_number_is_never_asked_about() -> None:
    control = FakeControl()
    dial, gate, _ = dialler(control)
    for number in ("5", "anonymous", "client:anna"):
        with pytest.raises(BadInput, match="country code"):
            await dial.place_call("d1", number)
    assert gate.asked == [] and control.orders == []
