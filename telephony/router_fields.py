"""A Twilio webhook as the routes see it: its fields, or 403 and nothing else."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

from portfolio.failures import BadInput
from telephony.ports import Metrics
from telephony.signature import Fields, Signatures

LONGEST_BODY = 65_536


def signed_fields(signatures: Signatures, metrics: Metrics) -> Callable[[Request], Awaitable[Fields]]:
    """A FastAPI dependency: reads the form and checks its signature before anything else is done."""

    async def read(request: Request) -> Fields:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST_BODY:
                raise HTTPException(413, "too long for a Twilio webhook")
        path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
        query = request.scope["query_string"].decode("latin-1")
        try:
            fields = Fields.read(body)
        except ValueError:
            metrics.count("malformed_webhook")
            raise HTTPException(400, "not an urlencoded form") from None
        if not signatures.webhook_is_genuine(path + (f"?{query}" if query else ""), fields, request.headers.get("x-twilio-signature")):
            metrics.count("refused_webhook")
            raise HTTPException(403, "the signature does not fit; check GOODTERMS_PUBLIC_URL and the auth token")
        return fields

    return read


class WebhookRoute(APIRoute):
    """A route whose BadInput is a 400 with its message."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except BadInput as error:
                raise HTTPException(400, str(error)) from None

        return handled
