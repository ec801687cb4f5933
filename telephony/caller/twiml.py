"""TwiML as Twilio reads it: XML in, verbs out; a document Twilio would refuse is a `TwimlRefused` with its error code (contract 1.5)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree


class TwimlRefused(Exception):
    """Twilio would end the call with error `code`."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"error {code}: {why}")
        self.code = code


@dataclass(frozen=True)
class ConnectStream:
    """`<Connect><Stream>`: both directions over a socket at `url`."""

    url: str
    parameters: dict[str, str] = field(default_factory=dict)
    name: str = ""
    action: str | None = None
    status_callback: str | None = None


@dataclass(frozen=True)
class DialConference:
    """`<Dial><Conference>`: the call joins the room `name`."""

    name: str
    action: str | None = None
    status_callback: str | None = None
    status_events: tuple[str, ...] = ()
    start_on_enter: bool = True
    end_on_exit: bool = False
    label: str = ""


@dataclass(frozen=True)
class Spoken:
    """`<Say>` or `<Play>`: Twilio itself makes sound; the call goes on after it."""

    what: str = field(repr=False)


@dataclass(frozen=True)
class Silent:
    """`<Pause>`."""

    seconds: float


@dataclass(frozen=True)
class Redirect:
    """The document at `url` goes on."""

    url: str


@dataclass(frozen=True)
class End:
    """`<Hangup>` or `<Reject>`. `busy` only for a rejection with that reason."""

    rejected: bool = False
    busy: bool = False


Verb = ConnectStream | DialConference | Spoken | Silent | Redirect | End
Attributes = dict[str, str]

_ALLOWED: dict[str, set[str]] = {
    "Connect": {"action", "method"},
    "Stream": {"url", "name", "track", "statusCallback", "statusCallbackMethod"},
    "Parameter": {"name", "value"},
    "Dial": {"action", "method", "timeout", "timeLimit", "answerOnBridge", "callerId", "record", "hangupOnStar", "recordingStatusCallback"},
    "Conference": {
        "startConferenceOnEnter", "endConferenceOnExit", "waitUrl", "waitMethod", "beep", "participantLabel", "coach", "muted", "record",
        "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "maxParticipants", "recordingStatusCallback",
    },
    "Say": {"voice", "language", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Redirect": {"method"},
    "Hangup": set(),
    "Reject": {"reason"},
}  # fmt: skip


def read_twiml(document: str | bytes, base_url: str) -> tuple[Verb, ...]:
    """The verbs of a document fetched from `base_url` (relative addresses are resolved against it)."""
    try:
        root = ElementTree.fromstring(document)  # noqa: S314 -- our own service wrote it
    except ElementTree.ParseError as problem:
        raise TwimlRefused(12100, f"not XML ({problem})") from problem
    if root.tag != "Response":
        raise TwimlRefused(12100, "the root is not <Response>")
    return tuple(_verb(element, base_url) for element in root)


def _verb(element: ElementTree.Element, base_url: str) -> Verb:
    _check_attributes(element)
    readers: dict[str, Callable[[ElementTree.Element, str], Verb]] = {"Connect": _connect, "Dial": _dial}
    if element.tag in readers:
        return readers[element.tag](element, base_url)
    match element.tag:
        case "Say" | "Play":
            return Spoken((element.text or "").strip())
        case "Pause":
            return Silent(float(element.get("length", "1")))
        case "Redirect":
            return Redirect(urljoin(base_url, (element.text or "").strip()))
        case "Hangup":
            return End()
        case _:
            return End(rejected=True, busy=element.get("reason") == "busy")


def _check_attributes(element: ElementTree.Element) -> None:
    """Names are case-sensitive, and an unknown one is an invalid document for us, though Twilio only warns (12200)."""
    allowed = _ALLOWED.get(element.tag)
    if allowed is None:
        raise TwimlRefused(12200, f"<{element.tag}> is no verb that this caller knows")
    if unknown := set(element.attrib) - allowed:
        raise TwimlRefused(12200, f"<{element.tag}> does not take {sorted(unknown)}")


def _only_child(element: ElementTree.Element, tag: str) -> ElementTree.Element:
    children = list(element)
    if len(children) != 1 or children[0].tag != tag:
        raise TwimlRefused(12200, f"<{element.tag}> must hold one <{tag}>")
    _check_attributes(children[0])
    return children[0]


def _address(element: ElementTree.Element, attribute: str, base_url: str) -> str | None:
    value = element.get(attribute)
    return urljoin(base_url, value) if value else None


def _connect(element: ElementTree.Element, base_url: str) -> ConnectStream:
    stream = _only_child(element, "Stream")
    if "track" in stream.attrib:
        raise TwimlRefused(12200, "a bidirectional <Stream> takes no track")
    parameters: dict[str, str] = {}
    for child in stream:
        _check_attributes(child)
        name, value = child.get("name", ""), child.get("value", "")
        if child.tag != "Parameter" or not name or len(name) + len(value) >= 500:
            raise TwimlRefused(12200, "a <Parameter> has a name, and name and value together stay below 500 characters")
        parameters[name] = value
    return ConnectStream(
        url=stream_url(stream.get("url", ""), base_url),
        parameters=parameters,
        name=stream.get("name", ""),
        action=_address(element, "action", base_url),
        status_callback=_address(stream, "statusCallback", base_url),
    )


def stream_url(url: str, base_url: str) -> str:
    """The socket's whole address. wss only, no query; plain ws passes only where the webhook itself is plain http (loopback trials)."""
    secure = urlsplit(base_url).scheme == "https"
    socket_base = ("wss" if secure else "ws") + base_url[base_url.index(":") :]
    # urljoin knows ws and wss as schemes with relative addresses
    whole = urljoin(socket_base, url)
    parts = urlsplit(whole)
    if not url or not parts.hostname:
        raise TwimlRefused(31923, "the stream's URL is malformed")
    if parts.scheme != "wss" and (secure or parts.scheme != "ws"):
        raise TwimlRefused(31922, "the stream's scheme is not wss")
    if parts.query or parts.fragment:
        raise TwimlRefused(31920, "the stream's URL carries a query string")
    return whole


def _dial(element: ElementTree.Element, base_url: str) -> DialConference:
    room = _only_child(element, "Conference")
    name = (room.text or "").strip()
    if not name:
        raise TwimlRefused(12200, "<Conference> has no name")
    return DialConference(
        name=name,
        action=_address(element, "action", base_url),
        status_callback=_address(room, "statusCallback", base_url),
        status_events=tuple(room.get("statusCallbackEvent", "").split()),
        start_on_enter=room.get("startConferenceOnEnter", "true") == "true",
        end_on_exit=room.get("endConferenceOnExit", "false") == "true",
        label=room.get("participantLabel", ""),
    )
