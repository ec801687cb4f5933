"""`/phone`, the phone without Twilio, and `/demo/chat`, the widget on a page like a lender's. This machine only; not in production."""

import secrets
from pathlib import Path
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field

from app.console.loopback import only_loopback
from app.console.phone_ports import PhonePage
from portfolio.records import Debtor, Utterance
from portfolio.words import Locale, Speaker

FILES = Path(__file__).parent / "phone"
TYPES = {".mjs": "text/javascript", ".css": "text/css"}
STATIC = {path.name: TYPES[path.suffix] for path in FILES.iterdir() if path.suffix in TYPES}
PAGE_RULES = {
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}


class Callee(BaseModel):
    """A debtor who may be played on the phone."""

    id: str
    name: str = Field(repr=False)
    locale: Locale
    number: str | None = Field(repr=False)
    answers: dict[str, str] = Field(repr=False)


class Phone(BaseModel):
    """What the page shows before a call."""

    debtors: list[Callee] = Field(repr=False)
    tiny_models: bool


class NewCall(BaseModel):
    """Who calls (None: a number that nobody knows) and in which language the bot begins."""

    debtor: str | None = Field(None, max_length=128)
    locale: Locale


class Placed(BaseModel):
    """A call that may begin now: its id, the path of its stream, and the number on file that it is made from."""

    call: str
    stream: str = Field(repr=False)
    number: str | None = Field(repr=False)


class Line(BaseModel):
    """One entry of the transcript. `complete` False: cut off, `text` is what was heard."""

    id: str
    speaker: Speaker
    text: str = Field(repr=False)
    locale: Locale
    complete: bool
    confidence: float | None


class Transcript(BaseModel):
    """The thread so far; entries may still be cut to what was heard, so it is read whole."""

    lines: list[Line] = Field(repr=False)
    expects: str
    verified: bool
    ended: bool
    disposition: str | None


def router(page: PhonePage) -> APIRouter:
    """Returns the routes; do not mount them in production."""
    routes = APIRouter(tags=["phone"], dependencies=[Depends(only_loopback)])
    templates = Environment(loader=FileSystemLoader(FILES), autoescape=True, undefined=StrictUndefined)

    @routes.get("/phone", include_in_schema=False)
    async def phone() -> FileResponse:
        return FileResponse(FILES / "phone.html", media_type="text/html", headers=PAGE_RULES)

    @routes.get("/phone/files/{name}", include_in_schema=False)
    async def file(name: str) -> FileResponse:
        if name not in STATIC:
            raise HTTPException(404)
        return FileResponse(FILES / name, media_type=STATIC[name], headers=PAGE_RULES)

    @routes.get("/phone/debtors", summary="Whom the phone can play")
    async def debtors() -> Phone:
        people = await run_sync(page.book.all_debtors)
        return Phone(debtors=[_callee(each, page) for each in people], tiny_models=page.tiny_models)

    @routes.post("/phone/calls", summary="Begin a call")
    async def call(new: NewCall) -> Placed:
        debtor = await run_sync(page.book.debtor, new.debtor) if new.debtor is not None else None
        if new.debtor is not None and debtor is None:
            raise HTTPException(404, "no such debtor")
        number = debtor.phones[0] if debtor and debtor.phones else None
        call_id = f"CA{secrets.token_hex(16)}"
        stream = f"/phone/stream/{page.pass_for(call_id, new.debtor, new.locale)}"
        return Placed(call=call_id, stream=stream, number=number)

    @routes.get("/phone/calls/{call_id}/transcript", summary="What was said and heard so far")
    async def transcript(call_id: str) -> Transcript:
        record = await run_sync(page.book.conversation, call_id)
        if record is None:
            return Transcript(lines=[], expects="open", verified=False, ended=False, disposition=None)
        thread = await run_sync(page.book.utterances, call_id)
        return Transcript(
            lines=[_line(each) for each in thread if each.speaker is not Speaker.NOTE],
            expects=record.expects,
            verified=record.verified_at is not None,
            ended=record.ended_at is not None,
            disposition=record.disposition,
        )

    @routes.get("/demo/chat", include_in_schema=False)
    async def demo(debtor: Annotated[str | None, Query(max_length=128)] = None, locale: Locale | None = None) -> HTMLResponse:
        people = await run_sync(page.book.all_debtors)
        chosen = next((each for each in people if each.id == debtor), None) if debtor else next(iter(people), None)
        if chosen is None:
            raise HTTPException(404, "no such debtor")
        spoken = locale or chosen.locale
        html = templates.get_template("demo_chat.html").render(
            people=people, chosen=chosen, lang=spoken.value, chinese=spoken is Locale.ZH_CN, token=page.chat_token(chosen.id, locale)
        )
        return HTMLResponse(html, headers=PAGE_RULES)

    return routes


def _callee(debtor: Debtor, page: PhonePage) -> Callee:
    number = debtor.phones[0] if debtor.phones else None
    return Callee(id=debtor.id, name=debtor.name, locale=debtor.locale, number=number, answers=dict(page.hints.get(debtor.id, {})))


def _line(entry: Utterance) -> Line:
    return Line(
        id=entry.id,
        speaker=entry.speaker,
        text=entry.text,
        locale=entry.locale,
        complete=entry.complete,
        confidence=entry.confidence,
    )
