"""Whether a request comes from Twilio, judged by the public URL that Twilio was configured with, never by what a proxy made of it."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator


class Fields(Mapping[str, str]):
    """Form fields as Twilio signed them: empty ones kept, repeated ones kept."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    @classmethod
    def read(cls, body: bytes) -> "Fields":
        """Fields of an urlencoded body; ValueError where it is not one."""
        return cls(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200))

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Fields({', '.join(sorted(self._values))})"

    def getlist(self, name: str) -> list[str]:
        """Every value of a field."""
        return self._values[name]


class Signatures:
    """Checks webhooks and socket upgrades of one Twilio account."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        if not auth_token:
            raise ValueError("an empty auth token would let everybody in")
        self._validator = RequestValidator(auth_token)
        self._base = public_url.rstrip("/")

    def url(self, path: str) -> str:
        """The address that Twilio knows a path by."""
        return self._base + path

    def socket_url(self, path: str) -> str:
        """The same for a socket: https becomes wss, http becomes ws."""
        return self._base.replace("http", "ws", 1) + path

    def webhook_is_genuine(self, path: str, fields: Fields, signature: str | None) -> bool:
        """`path` with its query string as sent, still encoded."""
        return bool(signature) and bool(self._validator.validate(self.url(path), fields, signature))

    def upgrade_is_genuine(self, path: str, signature: str | None) -> bool:
        """Twilio signs the wss address of our TwiML, sometimes with a slash at its end."""
        if not signature:
            return False
        url = self.socket_url(path)
        return any(self._validator.validate(form, {}, signature) for form in (url, url + "/", url.rstrip("/")))
