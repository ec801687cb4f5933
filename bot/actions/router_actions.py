"""POST /rasa/actions: the endpoint that Rasa calls with the action it chose. Loopback, with the house's internal token."""

import hmac
from typing import Any

import structlog
from fastapi import APIRouter, Header, HTTPException, Request
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.actions.actions import executor
from bot.stage import Stage

log = structlog.get_logger(__name__)


def router(stage: Stage, token: str) -> APIRouter:
    """The route; `token` is compared in constant time with the bearer token."""
    actions = APIRouter()
    run = executor(stage)

    @actions.post("/rasa/actions", include_in_schema=False)
    async def play(request: Request, authorization: str = Header(default="")) -> dict[str, Any]:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(403)
        call = await request.json()
        try:
            result = await run.run(call)
        except (ActionNotFoundException, ActionExecutionRejection) as unknown:
            log.error("action_not_played", action=str(call.get("next_action")))
            raise HTTPException(404) from unknown
        return dict(result or {"events": [], "responses": []})

    return actions
