"""All HTTP doors of the service, joined from the rooms' routers."""

import asyncio
from datetime import timedelta

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

import bot.actions.router_actions as actions
import telephony.router as twilio
import telephony.router_phone as phone_stream
from app import router_dev
from app.chat import router_chat
from app.chat.doors import Doors
from app.chat.holding import TicketHolders
from app.chat.threads import Threads
from app.chat.tokens import sign_token
from app.clock import real_clock
from app.console import router_desk, router_phone_page
from app.console.demo_hints import demo_answers
from app.console.phone_ports import PhonePage
from app.console.ports import Desk
from app.sessions import Sessions
from app.settings import Env
from app.speech_models import uses_tryout_models
from app.wiring import House, new_id
from compliance.wording import check_wording
from portfolio.failures import BadInput, Unavailable
from portfolio.words import Direction, Locale
from telephony.stream_token import StreamPass

DEMO_TOKEN_LASTS = timedelta(hours=8)


def create_app(house: House) -> FastAPI:
    """The service's application; the house must stay open for as long as it serves."""
    api = FastAPI(title="Goodterms", version="0.1.0", description="Reminders, promises, and a human when it matters.")
    office, settings = house.office, house.office.settings
    api.include_router(twilio.router(house.webhooks))
    api.include_router(actions.router(house.conversations.stage, office.secrets.internal_token))
    api.include_router(router_chat.router(_chat_doors(house)))
    api.include_router(router_desk.router(_desk(house)))
    if settings.env is Env.DEMO:
        api.include_router(router_phone_page.router(_phone_page(house)))
        api.include_router(phone_stream.router(tokens=house.tokens, calls=house.calls, metrics=house.figures, clock=office.clock))
        api.include_router(
            router_dev.router(
                house.conversations, office.ledger, office.clock, office.secrets.internal_token, lambda: list(house.dialogue.milliseconds)
            )
        )
    _front_door(api)
    _health(api, house)
    _failures(api)
    return api


def _chat_doors(house: House) -> Doors:
    office = house.office
    threads = Threads(
        ledger=office.ledger,
        talks=house.conversations,
        bell=office.bell,
        holders=TicketHolders(office.handoffs.holder, house.accounts.display_name),
        clock=office.clock,
        new_id=lambda: f"chat-{new_id()}",
    )
    origins = tuple(origin.strip() for origin in office.settings.chat_origins.split(",") if origin.strip())
    return Doors(threads=threads, wall=real_clock, secret=office.secrets.chat_secret, origins=origins, own_origin=office.settings.base_url)


def _desk(house: House) -> Desk:
    office = house.office
    return Desk(
        ledger=office.ledger,
        handoffs=office.handoffs,
        bell=office.bell,
        accounts=house.accounts,
        sessions=Sessions(office.secrets.session_secret, secure=office.settings.base_url.startswith("https")),
        wording=check_wording,
        clock=office.clock,
        new_id=new_id,
        transfers=house.transfers,
    )


def _phone_page(house: House) -> PhonePage:
    office = house.office

    def pass_for(call_id: str, debtor_id: str | None, locale: Locale) -> str:
        return house.tokens.mint(StreamPass(call_id, "phone", locale, Direction.INBOUND, debtor_id), office.clock())

    def chat_token(debtor_id: str, locale: Locale | None) -> str:
        return sign_token(debtor_id, office.secrets.chat_secret, real_clock() + DEMO_TOKEN_LASTS, locale)

    hints = demo_answers() if office.settings.demo_book else {}
    return PhonePage(office.ledger, office.clock, pass_for, chat_token, uses_tryout_models(office.settings), hints)


def _front_door(api: FastAPI) -> None:
    @api.get("/", include_in_schema=False)
    async def front_door() -> RedirectResponse:
        return RedirectResponse("/desk", 303)


def _health(api: FastAPI, house: House) -> None:
    @api.get("/health", tags=["operations"], summary="The process lives")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @api.get("/ready", tags=["operations"], summary="Whether new conversations can be served, part by part")
    async def ready() -> JSONResponse:
        parts = {
            "database": await _answers_database(house),
            "redis": await house.office.redis_answers(),
            "rasa": await house.dialogue.ready(),
            "calls": house.calls.room.is_free,
        }
        return JSONResponse({"ready": all(parts.values()), "parts": parts}, 200 if all(parts.values()) else 503)

    @api.get("/metrics", tags=["operations"], summary="Figures for Prometheus")
    async def metrics() -> Response:
        return Response(generate_latest(house.figures.registry), media_type=CONTENT_TYPE_LATEST)


async def _answers_database(house: House) -> bool:
    try:
        await asyncio.to_thread(house.office.ledger.debtor, "")
    except Unavailable:
        return False
    return True


def _failures(api: FastAPI) -> None:
    @api.exception_handler(BadInput)
    async def bad_input(_: Request, error: BadInput) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 400)

    @api.exception_handler(Unavailable)
    async def unavailable(_: Request, error: Unavailable) -> JSONResponse:
        return JSONResponse({"detail": f"{error.part} is away for the moment; please try again"}, 503, {"Retry-After": "5"})
