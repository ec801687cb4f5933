"""The sockets of Twilio: signed upgrade and token in the path, or no socket at all."""

from fastapi import APIRouter, WebSocket

from portfolio.failures import BadInput
from portfolio.words import Clock
from telephony.live_calls import LiveCalls
from telephony.ports import Metrics
from telephony.signature import Signatures
from telephony.stream_session import serve
from telephony.stream_token import StreamTokens
from telephony.websocket_line import WebSocketLine

POLICY_VIOLATION = 1008


def router(*, signatures: Signatures, tokens: StreamTokens, calls: LiveCalls, metrics: Metrics, clock: Clock) -> APIRouter:
    """`WS /twilio/stream/{token}`."""
    api = APIRouter()

    @api.websocket("/twilio/stream/{token}")
    async def stream(socket: WebSocket, token: str) -> None:
        path = socket.scope.get("raw_path", socket.url.path.encode()).decode("latin-1")
        try:
            if not signatures.upgrade_is_genuine(path, socket.headers.get("x-twilio-signature")):
                raise BadInput("the upgrade is not signed by Twilio")
            stream_pass = tokens.read(token.rstrip("/"), "twilio", clock())
        except BadInput:
            metrics.count("refused_upgrade")
            await socket.close(POLICY_VIOLATION)  # before accept: the server answers 403
            return
        await socket.accept()
        line = WebSocketLine(socket)
        await serve(line.messages(), line, stream_pass, calls, metrics)

    @api.websocket("/twilio/stream/{token}/")
    async def stream_with_slash(socket: WebSocket, token: str) -> None:
        await stream(socket, token)

    return api
