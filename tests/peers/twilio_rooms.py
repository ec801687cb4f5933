"""Twilio's conferences in the peer: calls join and leave, callbacks are told, an end ends it for all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from telephony.caller import SimulatedCall
from telephony.caller.forms import new_sid
from telephony.caller.twiml import DialConference

Tell = Callable[[str, dict[str, str]], Awaitable[None]]


@dataclass
class Member:
    """One leg in a room. `hears_nobody` while on hold or muted."""

    call_sid: str
    label: str = ""
    ends_room: bool = False
    starts_room: bool = True
    muted: bool = False
    hold: bool = False
    out: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Room:
    """One conference. Callbacks go to the address that the first to name one gave."""

    name: str
    account_sid: str
    sid: str = field(default_factory=lambda: new_sid("CF"))
    status: str = "init"
    members: dict[str, Member] = field(default_factory=dict)
    callback: str | None = None
    events: tuple[str, ...] = ()
    history: list[str] = field(default_factory=list)
    _sequence: int = 0

    def as_json(self) -> dict[str, object]:
        """The conference resource."""
        now = format_datetime(datetime.now(UTC))
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Conferences/{self.sid}"
        return {
            "sid": self.sid, "account_sid": self.account_sid, "friendly_name": self.name, "status": self.status, "date_created": now,
            "date_updated": now, "api_version": "2010-04-01", "region": "us1", "uri": uri + ".json",
            "subresource_uris": {"participants": uri + "/Participants.json", "recordings": uri + "/Recordings.json"},
            "reason_conference_ended": None, "call_sid_ending_conference": None,
        }  # fmt: skip

    def member_json(self, member: Member, status: str = "connected") -> dict[str, object]:
        """The participant resource."""
        now = format_datetime(datetime.now(UTC))
        return {
            "account_sid": self.account_sid, "call_sid": member.call_sid, "label": member.label or None, "conference_sid": self.sid,
            "coaching": False, "call_sid_to_coach": None, "date_created": now, "date_updated": now, "muted": member.muted,
            "hold": member.hold, "end_conference_on_exit": member.ends_room, "start_conference_on_enter": member.starts_room,
            "status": status, "queue_time": "0",
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/Conferences/{self.sid}/Participants/{member.call_sid}.json",
        }  # fmt: skip

    async def tell(self, tell: Tell, event: str, **more: str) -> None:
        """One conference event to the callback, if it asked for this kind."""
        self.history.append(event)
        kind = event.removeprefix("participant-").removeprefix("conference-")
        if self.callback and kind in self.events:
            form = {
                "ConferenceSid": self.sid,
                "FriendlyName": self.name,
                "AccountSid": self.account_sid,
                "StatusCallbackEvent": event,
                "SequenceNumber": str(self._sequence),
                "Timestamp": format_datetime(datetime.now(UTC)),
                **more,
            }
            self._sequence += 1
            await tell(self.callback, form)


class Rooms:
    """All conferences; an `Exchange` for simulated calls."""

    def __init__(self, account_sid: str, tell: Tell) -> None:
        self._account_sid, self._tell = account_sid, tell
        self.all: list[Room] = []

    def find(self, key: str) -> Room | None:
        """A room that is not over, by its sid or its name."""
        return next((room for room in self.all if room.status != "completed" and key in (room.sid, room.name)), None)

    def open(self, name: str) -> Room:
        """The room of that name; made if there is none."""
        room = self.find(name)
        if room is None:
            room = Room(name, self._account_sid)
            self.all.append(room)
        return room

    async def join(self, call: SimulatedCall, verb: DialConference) -> None:
        """A call whose TwiML names the room stays until it is taken out, or its call is redirected or ended."""
        room = self.open(verb.name)
        if verb.status_callback and room.callback is None:
            room.callback, room.events = verb.status_callback, verb.status_events
        member = Member(call.parties.call_sid, verb.label, verb.end_on_exit, verb.start_on_enter)
        await self.enter(room, member)
        out, interrupted = asyncio.create_task(member.out.wait()), asyncio.create_task(call.interrupted.wait())
        await asyncio.wait((out, interrupted), return_when=asyncio.FIRST_COMPLETED)
        out.cancel()
        interrupted.cancel()
        await self.leave(room, member)

    async def enter(self, room: Room, member: Member) -> None:
        """A leg comes in; the conference starts with the second, if one of them may start it."""
        room.members[member.call_sid] = member
        await room.tell(self._tell, "participant-join", CallSid=member.call_sid, **_described(member))
        if room.status == "init" and len(room.members) > 1 and any(each.starts_room for each in room.members.values()):
            room.status = "in-progress"
            await room.tell(self._tell, "conference-start")

    async def leave(self, room: Room, member: Member) -> None:
        """A leg goes; the room ends if that leg ends it, or nobody is left."""
        if room.members.pop(member.call_sid, None) is None:
            return
        await room.tell(self._tell, "participant-leave", CallSid=member.call_sid, **_described(member))
        if member.ends_room or not room.members:
            reason = "participant-with-end-conference-on-exit-left" if member.ends_room else "last-participant-left"
            await self.end(room, member.call_sid, reason)

    async def end(self, room: Room, call_sid: str, reason: str) -> None:
        """The room is over; everyone in it goes on with their own TwiML."""
        room.status = "completed"
        for member in room.members.values():
            member.out.set()
        room.members.clear()
        await room.tell(self._tell, "conference-end", CallSidEndingConference=call_sid, ReasonConferenceEnded=reason)


def _described(member: Member) -> dict[str, str]:
    return {
        "Muted": str(member.muted).lower(),
        "Hold": str(member.hold).lower(),
        "Coaching": "false",
        "EndConferenceOnExit": str(member.ends_room).lower(),
        "StartConferenceOnEnter": str(member.starts_room).lower(),
        "ParticipantLabel": member.label,
    }
