"""The dev phone's socket: the same protocol as Twilio's, with a token only. Loopback only; production does not mount it."""

from fastapi import APIRouter, WebSocket

from portfolio.failures import BadInput
from portfolio.words import Clock
from telephony.live_calls import LiveCalls
from telephony.loopback import is_from_here
from telephony.ports import Metrics
from telephony.router_stream import POLICY_VIOLATION
from telephony.stream_session import serve
from telephony.stream_token import StreamTokens
from telephony.websocket_line import WebSocketLine


def router(*, tokens: StreamTokens, calls: LiveCalls, metrics: Metrics, clock: Clock) -> APIRouter:
    """`WS /phone/stream/{token}`."""
    api = APIRouter()

    @api.websocket("/phone/stream/{token}")
    async def phone_stream(socket: WebSocket, token: str) -> None:
        try:
            address = socket.client.host if socket.client else None
            if not is_from_here(address, socket.headers, socket.scope.get("http_version", "")):
                raise BadInput("the phone page works on this machine only")
            stream_pass = tokens.read(token, "phone", clock())
        except BadInput:
            metrics.count("refused_upgrade")
            await socket.close(POLICY_VIOLATION)
            return
        await socket.accept()
        line = WebSocketLine(socket)
        await serve(line.messages(), line, stream_pass, calls, metrics)

    return api
