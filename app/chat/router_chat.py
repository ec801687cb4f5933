"""All doors of the chat, joined: HTTP, `WS /chat/ws?token=JWT`, and the widget's files. Described in docs/chat-api.md."""

from pathlib import Path

import structlog
from fastapi import APIRouter, HTTPException, WebSocket
from fastapi.responses import FileResponse

from app.chat import router_messages
from app.chat.doors import Doors
from app.chat.socket import AWAY, FORBIDDEN, NOBODY, UNAUTHORISED, ChatSocket
from app.chat.threads import NoSuchDebtor
from app.chat.tokens import TokenRefused

STATIC = Path(__file__).parent / "static"
WIDGET_FILES = frozenset(path.name for path in (STATIC / "widget").glob("*.mjs"))
ANY_PAGE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache"}

log = structlog.get_logger(__name__)


def router(doors: Doors) -> APIRouter:
    """Returns every route under /chat."""
    routes = APIRouter(tags=["chat"])
    routes.include_router(router_messages.router(doors))

    @routes.websocket("/chat/ws")
    async def socket(websocket: WebSocket, token: str = "", conversation: str = "", after: str = "0") -> None:
        await websocket.accept()  # a refusal before this would reach the page as a bare 1006, without its code
        if not doors.lets_in(websocket.headers.get("origin")):
            return await websocket.close(FORBIDDEN, "origin")
        try:
            who = doors.bearer(token)
            await doors.threads.debtor(who)
        except TokenRefused as refused:
            return await websocket.close(UNAUTHORISED, refused.reason)
        except NoSuchDebtor:
            return await websocket.close(NOBODY, "unknown debtor")
        seen = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
        try:
            return await ChatSocket(websocket, doors.threads, who, doors.pace, doors.wall).serve(conversation or None, seen)
        except Exception as error:  # the device reconnects by itself and goes on where it was
            log.error("chat_socket_failed", error=_kind(error))
            return await websocket.close(AWAY)

    @routes.get("/chat/widget.js", include_in_schema=False)
    async def widget() -> FileResponse:
        return FileResponse(STATIC / "widget.js", media_type="text/javascript", headers=ANY_PAGE)

    @routes.get("/chat/widget/{name}", include_in_schema=False)
    async def part(name: str) -> FileResponse:
        if name not in WIDGET_FILES:
            raise HTTPException(404)
        return FileResponse(STATIC / "widget" / name, media_type="text/javascript", headers=ANY_PAGE)

    return routes


def _kind(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__
