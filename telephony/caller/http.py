"""Twilio's web requests: signed webhooks with a 15 s bound, and the signed upgrade of a media stream."""

from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp

from telephony.caller.forms import Line
from telephony.caller.mischief import Mischief
from telephony.caller.signature import sign

FORM_TYPE = "application/x-www-form-urlencoded; charset=UTF-8"
TWIML_TYPES = ("text/xml", "application/xml", "text/html")


class WebhookFailed(Exception):
    """The service's answer is no TwiML: Twilio would play an application error and end the call. `status` 0: no answer at all."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"webhook answered {status}: {why}" if status else f"webhook not answered: {why}")
        self.status = status


class UpgradeFailed(Exception):
    """Error 31920 (handshake) or 31902 (refused): the stream did not open."""

    def __init__(self, code: int, status: int) -> None:
        super().__init__(f"stream did not open: error {code}, status {status}")
        self.code, self.status = code, status


def twilio_session() -> aiohttp.ClientSession:
    """A session that opens a connection per request, as Twilio's many machines do, and as many as needed."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))


class TwilioClient:
    """Sends what Twilio would send, over one HTTP session."""

    def __init__(self, line: Line, session: aiohttp.ClientSession, mischief: Mischief) -> None:
        self._line, self._session, self._mischief = line, session, mischief

    def _signature(self, url: str, form: Mapping[str, str] | None) -> dict[str, str]:
        if self._mischief.unsigned:
            return {}
        token = "not-" + self._line.auth_token if self._mischief.forged else self._line.auth_token
        return {"X-Twilio-Signature": sign(token, url, form)}

    async def post(self, url: str, form: Mapping[str, str]) -> tuple[str, str]:
        """Posts a webhook to its public `url`; body and content type of a 2xx answer."""
        headers = {"Content-Type": FORM_TYPE, "User-Agent": "TwilioProxy/1.1", "Accept": "*/*", **self._signature(url, form)}
        bound = aiohttp.ClientTimeout(total=15, sock_connect=5)
        try:
            async with self._session.post(self._line.reach(url), data=urlencode(form), headers=headers, timeout=bound) as answer:
                body = await answer.text()
                if answer.status >= 300:
                    raise WebhookFailed(answer.status, "not a success")
                return body, answer.content_type
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise WebhookFailed(0, type(problem).__name__) from problem

    async def twiml(self, url: str, form: Mapping[str, str]) -> str:
        """Posts a webhook that must answer with TwiML."""
        body, kind = await self.post(url, form)
        if kind not in TWIML_TYPES:
            raise WebhookFailed(200, f"answer is {kind}, not TwiML")
        return body

    async def open_stream(self, url: str) -> aiohttp.ClientWebSocketResponse:
        """Opens the socket of `<Stream url>`; the upgrade is signed over the whole URL, with lower-case header name."""
        signed = url + "/" if self._mischief.upgrade_slash else url
        headers = {name.lower(): value for name, value in self._signature(signed, None).items()}
        headers["User-Agent"] = "Twilio.TmeWs/1.0"
        try:
            return await self._session.ws_connect(self._line.reach(url), headers=headers, autoping=True, compress=0, timeout=5.0)
        except aiohttp.WSServerHandshakeError as problem:
            raise UpgradeFailed(31920, problem.status) from problem
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise UpgradeFailed(31902, 0) from problem
