"""The chat over HTTP: `GET|POST /chat/messages`, `POST /chat/open`."""

import time
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response

from app.chat.doors import Doors
from app.chat.threads import NoSuchConversation, NoSuchDebtor
from app.chat.tokens import Bearer, TokenRefused
from app.chat.wire import LONGEST_FRAME, RETRY_S, Page, Phase, Write

log = structlog.get_logger(__name__)


def router(doors: Doors) -> APIRouter:
    """Returns the routes. A page of another origin needs `Access-Control-…`; a lender's server or app does not."""
    routes, threads = APIRouter(tags=["chat"]), doors.threads

    async def bearer(request: Request, response: Response, authorization: Annotated[str | None, Header()] = None) -> Bearer:
        origin = request.headers.get("origin")
        if not doors.lets_in(origin):
            raise HTTPException(403, "this page may not use the chat")
        response.headers.update(_cors(origin))
        scheme, _, token = (authorization or "").partition(" ")
        try:
            return doors.bearer(token.strip() if scheme.lower() == "bearer" else None)
        except TokenRefused as refused:
            raise HTTPException(401, str(refused), {"WWW-Authenticate": f'Bearer error="{refused.reason}"', **_cors(origin)}) from None

    async def page(who: Bearer, conversation_id: str | None, after: int) -> Page:
        try:
            debtor = await threads.debtor(who)
            record = await (threads.one(debtor.id, conversation_id) if conversation_id else threads.latest(debtor.id))
        except (NoSuchDebtor, NoSuchConversation) as nobody:
            raise HTTPException(404, str(nobody)) from None
        if record is None:
            return Page(conversation=None, phase=Phase.BOT, locale=who.locale or debtor.locale, messages=[])
        entries, standing = await threads.since(record.id, after), await threads.standing(record)
        return Page(**standing.model_dump(), messages=list(entries))

    @routes.get("/chat/messages", summary="The thread above a seq")
    async def read(
        who: Annotated[Bearer, Depends(bearer)],
        after: Annotated[int, Query(ge=0, le=2**31)] = 0,
        conversation: Annotated[str | None, Query(max_length=128)] = None,
    ) -> Page:
        return await page(who, conversation, after)

    @routes.post("/chat/messages", summary="Write a text; the answers come back", dependencies=[Depends(_small)])
    async def write(who: Annotated[Bearer, Depends(bearer)], message: Write) -> Page:
        wait_s = doors.pace.wait_s(who.debtor_id, time.monotonic())
        if wait_s:
            raise HTTPException(429, "too many messages", {"Retry-After": str(int(wait_s) + 1)})
        try:
            taken = await threads.hear(who, message.text, message.client_msg_id)
        except NoSuchDebtor as nobody:
            raise HTTPException(404, str(nobody)) from None
        except Exception as error:  # a turn that fails must not pass in silence: it is told, and may be sent again with its id
            log.error("chat_turn_failed", error=type(error).__name__)
            again = {"Retry-After": str(int(RETRY_S))}
            raise HTTPException(503, "not answered; send it again with the same client_msg_id", again) from None
        return await page(who, taken.conversation_id, taken.before)

    @routes.post("/chat/open", summary="Begin a conversation, or return the open one")
    async def begin(who: Annotated[Bearer, Depends(bearer)]) -> Page:
        try:
            return await page(who, await threads.open(who), 0)
        except NoSuchDebtor as nobody:
            raise HTTPException(404, str(nobody)) from None

    @routes.options("/chat/messages", include_in_schema=False)
    @routes.options("/chat/open", include_in_schema=False)
    async def preflight(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is None or not doors.lets_in(origin):
            return Response(status_code=403)
        methods = {"Access-Control-Allow-Methods": "GET, POST", "Access-Control-Allow-Headers": "Authorization, Content-Type"}
        return Response(status_code=204, headers={**_cors(origin), **methods, "Access-Control-Max-Age": "600"})

    return routes


def _cors(origin: str | None) -> dict[str, str]:
    return {} if origin is None else {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}


async def _small(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LONGEST_FRAME:
        raise HTTPException(413 if length.isdigit() else 411, "the message is too long, or does not say how long it is")
