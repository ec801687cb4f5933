"""All HTTP doors of Twilio, all POST, all signed; the socket is in `router_stream.py`."""

from fastapi import APIRouter

from telephony import router_calls, router_news, router_stream
from telephony.webhook_parts import WebhookParts


def router(parts: WebhookParts) -> APIRouter:
    """`/twilio/*`, webhooks and socket."""
    api = APIRouter()
    api.include_router(router_calls.router(parts))
    api.include_router(router_news.router(parts))
    api.include_router(
        router_stream.router(signatures=parts.signatures, tokens=parts.tokens, calls=parts.calls, metrics=parts.metrics, clock=parts.clock)
    )
    return api
