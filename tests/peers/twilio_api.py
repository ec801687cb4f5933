"""What Twilio's REST API does, for the operations that the product uses: calls, conferences, participants, recordings, messages."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from peers.twilio_legs import Leg, NoAnswer, Phone, Picksup, dial, first, quietly
from peers.twilio_rooms import Member, Room, Rooms
from peers.twilio_spec import Operation

from telephony.caller.forms import Line, Parties, new_sid
from telephony.caller.http import TwilioClient
from telephony.caller.mischief import Mischief
from telephony.caller.twiml import TwimlRefused

Form = dict[str, list[str]]
Answer = tuple[int, dict[str, Any] | None]
OVER = {"completed", "busy", "failed", "no-answer", "canceled"}


class ApiRefused(Exception):
    """Twilio answers `status` with error `code`."""

    def __init__(self, status: int, code: int, why: str) -> None:
        super().__init__(why)
        self.status, self.code = status, code


class Api:
    """The state behind the REST API."""

    def __init__(self, account_sid: str, auth_token: str, session: aiohttp.ClientSession, phones: dict[str, Callable[[], Phone]]) -> None:
        self._account_sid, self._auth_token, self._session, self._phones = account_sid, auth_token, session, phones
        self.legs: dict[str, Leg] = {}
        self.messages: list[dict[str, str]] = []
        self.rooms = Rooms(account_sid, self._tell)
        self._tasks: set[asyncio.Task[None]] = set()
        base = "/2010-04-01/Accounts/{AccountSid}"
        self._operations: dict[tuple[str, str], Callable[[dict[str, str], Form, dict[str, str]], Coroutine[Any, Any, Answer]]] = {
            ("POST", base + "/Calls.json"): self._create_call,
            ("GET", base + "/Calls/{Sid}.json"): self._get_call,
            ("POST", base + "/Calls/{Sid}.json"): self._update_call,
            ("POST", base + "/Calls/{CallSid}/Recordings.json"): self._record,
            ("GET", base + "/Conferences.json"): self._list_rooms,
            ("GET", base + "/Conferences/{Sid}.json"): self._get_room,
            ("POST", base + "/Conferences/{Sid}.json"): self._end_room,
            ("GET", base + "/Conferences/{ConferenceSid}/Participants.json"): self._list_members,
            ("POST", base + "/Conferences/{ConferenceSid}/Participants.json"): self._add_member,
            ("POST", base + "/Conferences/{ConferenceSid}/Participants/{CallSid}.json"): self._update_member,
            ("DELETE", base + "/Conferences/{ConferenceSid}/Participants/{CallSid}.json"): self._remove_member,
            ("POST", base + "/Messages.json"): self._send_message,
        }

    async def do(self, method: str, operation: Operation, form: Form, query: dict[str, str]) -> Answer:
        """Performs one operation that was found well-formed."""
        action = self._operations.get((method, operation.template))
        if action is None:
            raise ApiRefused(404, 20404, "not played by this peer")
        return await action(operation.values, form, query)

    async def close(self) -> None:
        """Breaks off what still runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _line(self, url: str, number: str) -> Line:
        parts = urlsplit(url)
        return Line(f"{parts.scheme}://{parts.netloc}", self._account_sid, number, self._auth_token)

    async def _tell(self, url: str, form: dict[str, str]) -> None:
        await quietly(TwilioClient(self._line(url, ""), self._session, Mischief()), url, form)

    def _phone(self, number: str) -> Phone:
        return self._phones.get(number, NoAnswer)()

    async def _create_call(self, _values: dict[str, str], form: Form, _query: dict[str, str]) -> Answer:
        url = first(form, "Url") or first(form, "StatusCallback") or "https://twiml.invalid/"
        if not {"Url", "Twiml", "ApplicationSid"} & set(form):
            raise ApiRefused(400, 21205, "Url is missing")
        leg = Leg(new_sid("CA"), self._account_sid, "outbound-api", form["From"][0], form["To"][0])
        self.legs[leg.sid] = leg
        self._start(dial(leg, self._phone(leg.called), form, self._line(url, leg.caller), session=self._session, exchange=self.rooms))
        return 201, leg.as_json()

    def _leg(self, sid: str) -> Leg:
        if sid not in self.legs:
            raise ApiRefused(404, 20404, f"The requested resource /Calls/{sid}.json was not found")
        return self.legs[sid]

    async def _get_call(self, values: dict[str, str], _form: Form, _query: dict[str, str]) -> Answer:
        return 200, self._leg(values["Sid"]).as_json()

    async def _update_call(self, values: dict[str, str], form: Form, _query: dict[str, str]) -> Answer:
        leg = self._leg(values["Sid"])
        given = {"Url", "Twiml", "Status"} & set(form)
        if len(given) > 1 and given != {"Url", "Status"}:
            raise ApiRefused(400, 21218, "Url, Twiml and Status exclude each other")
        if leg.status in OVER:
            raise ApiRefused(400, 21220, "Call is not in-progress. Cannot redirect.")
        if first(form, "Status"):
            self._stop(leg, form["Status"][0])
        elif leg.call is None or leg.status != "in-progress":
            raise ApiRefused(400, 21220, "Call is not in-progress. Cannot redirect.")
        elif first(form, "Twiml"):
            try:
                leg.call.redirect(form["Twiml"][0], leg.call.base_url)
            except TwimlRefused as refused:
                raise ApiRefused(400, refused.code, str(refused)) from refused
        elif first(form, "Url"):
            leg.call.redirect_to(form["Url"][0])
        return 200, leg.as_json()

    def _stop(self, leg: Leg, status: str) -> None:
        if status == "canceled":
            if leg.status not in ("queued", "initiated", "ringing"):
                raise ApiRefused(400, 21220, "Only a call that is queued or ringing can be canceled")
            leg.status = "canceled"
        elif leg.call is not None:
            leg.call.complete()
        else:
            leg.over.set()

    async def _record(self, values: dict[str, str], _form: Form, _query: dict[str, str]) -> Answer:
        leg = self._leg(values["CallSid"])
        sid = new_sid("RE")
        return 201, {"sid": sid, "call_sid": leg.sid, "account_sid": self._account_sid, "status": "in-progress", "channels": 2}

    async def _send_message(self, _values: dict[str, str], form: Form, _query: dict[str, str]) -> Answer:
        if "From" not in form and "MessagingServiceSid" not in form:
            raise ApiRefused(400, 21603, "A 'From' phone number is required")
        message = {"sid": new_sid("SM"), "to": form["To"][0], "body": first(form, "Body") or "", "status": "queued"}
        self.messages.append(message)
        return 201, message | {"account_sid": self._account_sid, "from": first(form, "From"), "num_segments": "1", "error_code": None}

    def _room(self, key: str) -> Room:
        room = self.rooms.find(key)
        if room is None:
            raise ApiRefused(404, 20404, f"The requested resource /Conferences/{key} was not found")
        return room

    async def _list_rooms(self, _values: dict[str, str], _form: Form, query: dict[str, str]) -> Answer:
        wanted = [
            room.as_json()
            for room in self.rooms.all
            if query.get("FriendlyName", room.name) == room.name and query.get("Status", room.status) == room.status
        ]
        return 200, {"conferences": wanted, "page": 0, "page_size": 50, "next_page_uri": None, "uri": "", "start": 0, "end": len(wanted)}

    async def _get_room(self, values: dict[str, str], _form: Form, _query: dict[str, str]) -> Answer:
        return 200, self._room(values["Sid"]).as_json()

    async def _end_room(self, values: dict[str, str], form: Form, _query: dict[str, str]) -> Answer:
        room = self._room(values["Sid"])
        if first(form, "Status") == "completed":
            await self.rooms.end(room, "", "conference-ended-via-api")
        return 200, room.as_json()

    async def _list_members(self, values: dict[str, str], _form: Form, _query: dict[str, str]) -> Answer:
        room = self._room(values["ConferenceSid"])
        found = [room.member_json(member) for member in room.members.values()]
        return 200, {"participants": found, "page": 0, "page_size": 50, "next_page_uri": None, "uri": "", "start": 0, "end": len(found)}

    async def _add_member(self, values: dict[str, str], form: Form, _query: dict[str, str]) -> Answer:
        room = self.rooms.open(values["ConferenceSid"])
        leg = Leg(new_sid("CA"), self._account_sid, "outbound-api", form["From"][0], form["To"][0])
        self.legs[leg.sid] = leg
        member = Member(
            leg.sid,
            first(form, "Label") or "",
            ends_room=first(form, "EndConferenceOnExit") == "true",
            starts_room=first(form, "StartConferenceOnEnter") != "false",
        )
        self._start(self._agent(leg, room, member, form))
        return 201, room.member_json(member, "queued")

    async def _agent(self, leg: Leg, room: Room, member: Member, form: Form) -> None:
        """An agent's phone rings; who answers stays until taken out, hung up, or the room is over."""
        phone, url = self._phone(leg.called), first(form, "StatusCallback")
        events = form.get("StatusCallbackEvent") or ["completed"]
        leg.status = "ringing"
        await self._agent_progress(leg, url, events, "ringing")
        await asyncio.sleep(phone.rings_s)
        if isinstance(phone, Picksup) and room.status != "completed":
            leg.status = "in-progress"
            await self._agent_progress(leg, url, events, "answered")
            await self.rooms.enter(room, member)
            waits = [asyncio.create_task(leg.over.wait()), asyncio.create_task(member.out.wait())]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            await self.rooms.leave(room, member)
            leg.status = "completed"
        else:
            leg.status = getattr(phone, "status", "no-answer")
        leg.over.set()
        await self._agent_progress(leg, url, events, "completed")

    async def _agent_progress(self, leg: Leg, url: str | None, events: list[str], event: str) -> None:
        if url and event in events:
            parties = Parties(leg.sid, self._account_sid, leg.direction, leg.caller, leg.called)
            await self._tell(url, parties.form(leg.status) | {"CallbackSource": "call-progress-events"})

    def _member(self, values: dict[str, str]) -> tuple[Room, Member]:
        room = self._room(values["ConferenceSid"])
        member = room.members.get(values["CallSid"])
        if member is None:
            raise ApiRefused(404, 20404, "no such participant")
        return room, member

    async def _update_member(self, values: dict[str, str], form: Form, _query: dict[str, str]) -> Answer:
        room, member = self._member(values)
        member.muted = (first(form, "Muted") or str(member.muted)).lower() == "true"
        member.hold = (first(form, "Hold") or str(member.hold)).lower() == "true"
        member.ends_room = (first(form, "EndConferenceOnExit") or str(member.ends_room)).lower() == "true"
        return 200, room.member_json(member)

    async def _remove_member(self, values: dict[str, str], _form: Form, _query: dict[str, str]) -> Answer:
        _room, member = self._member(values)
        member.out.set()
        return 204, None
