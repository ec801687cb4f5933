"""The only place where things are joined. `open_house` opens them; what was opened is closed in reverse order."""

import asyncio
import contextlib
import secrets as chance
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from app.accounts import Accounts
from app.clock import clock_from, real_clock
from app.metrics import Figures
from app.run_state import write_private
from app.settings import Env, Secrets, Settings, load_secrets
from app.speech_models import prepare_speech_models
from app.ticket_desk import DeskTransfers, TicketsOfCalls
from app.timed_dialogue import TimedDialogue
from bot import wording
from bot.conversation import Conversations
from bot.persona import Persona
from bot.rasa_client import RasaClient
from compliance.permission import ask
from compliance.rulebook import load_rulebooks
from handoff.bell_redis import BellRedis
from handoff.connect_redis import answers, connect
from handoff.handoffs import Handoffs
from handoff.queue_redis import QueueRedis
from handoff.reconcile import Reconciler
from handoff.tickets_sql import TicketBook
from portfolio.database import open_database
from portfolio.demo_book import load_demo_book
from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from portfolio.words import Clock, Locale
from speech.clause_voice import ClauseVoice, open_voice
from speech.listener import Ears
from telephony.call_control import TwilioControl
from telephony.caller_book import CallerBook, Party
from telephony.carrier import NoCarrier
from telephony.dialler import Dialler
from telephony.live_call import CallParts
from telephony.live_calls import LiveCalls
from telephony.ports import CallControl
from telephony.recording import WavRecorder
from telephony.signature import Signatures
from telephony.stream_token import StreamTokens
from telephony.transfer import Transfers
from telephony.webhook_parts import WebhookParts

LAST_OF_DEMO_BOOK = "d40"


def new_id() -> str:
    """An id that nobody can guess."""
    return chance.token_hex(12)


def open_ledger(settings: Settings) -> Ledger:
    """The ledger of these settings, on an up-to-date database."""
    return Ledger(open_database(settings.sql_url))


@dataclass(frozen=True)
class Office:
    """What service, worker and command line share: the record, the queue of humans, the line out."""

    settings: Settings
    secrets: Secrets
    clock: Clock
    engine: Engine
    ledger: Ledger
    handoffs: Handoffs
    reconciler: Reconciler
    bell: BellRedis
    control: CallControl
    dialler: Dialler
    redis_answers: Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class House:
    """The service's own parts on top of the office."""

    office: Office
    figures: Figures
    dialogue: TimedDialogue
    conversations: Conversations
    accounts: Accounts
    calls: LiveCalls
    tokens: StreamTokens
    webhooks: WebhookParts
    transfers: DeskTransfers | None
    voice: ClauseVoice
    persona: Persona


@contextlib.asynccontextmanager
async def open_office(settings: Settings) -> AsyncIterator[Office]:
    """Opens database and Redis client. Raises BadInput or Unavailable with what to do."""
    if settings.redis_url is None:
        raise BadInput("no Redis: `goodterms up` starts one, or set GOODTERMS_REDIS_URL")
    secrets, clock = load_secrets(settings), clock_from(settings.now)
    async with contextlib.AsyncExitStack() as opened:
        engine = await asyncio.to_thread(open_database, settings.sql_url)
        opened.callback(engine.dispose)
        ledger = Ledger(engine)
        redis = connect(settings.redis_url)
        opened.push_async_callback(redis.aclose)
        bell = BellRedis(redis)
        queue = QueueRedis(redis)
        handoffs = Handoffs(book=TicketBook(engine), queue=queue, presence=queue, bell=bell, clock=clock, new_id=new_id)
        control = _carrier(settings, secrets)
        if isinstance(control, TwilioControl):
            opened.callback(control.close)
        dialler = Dialler(ask=partial(ask, ledger, load_rulebooks()), attempts=ledger, control=control, clock=clock, new_id=new_id)
        reconciler = Reconciler(handoffs=handoffs, index=queue, presence=queue, clock=clock)
        yield Office(settings, secrets, clock, engine, ledger, handoffs, reconciler, bell, control, dialler, partial(answers, redis))


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Opens everything that the service needs, the voice's fixed prompts included."""
    async with open_office(settings) as office, contextlib.AsyncExitStack() as opened:
        figures = Figures()
        await opened.enter_async_context(figures.watching_the_loop())
        await office.bell.start()
        opened.push_async_callback(office.bell.close)
        dialogue = TimedDialogue(RasaClient(settings.rasa_url, office.secrets.internal_token), figures)
        opened.push_async_callback(dialogue.close)
        persona = Persona(role=settings.collector_role)
        conversations = Conversations(office.ledger, dialogue, office.handoffs, office.clock, persona)
        voice = open_voice(settings.state_dir / "voice-cache")
        opened.push_async_callback(voice.close)
        calls = await _calls(office, conversations, voice, figures, opened)
        tokens = StreamTokens(office.secrets.internal_token)
        transfers = Transfers(
            control=office.control, calls=calls, desk=TicketsOfCalls(office.handoffs),
            after_url=f"{settings.base_url}/twilio/after-agent",
        )  # fmt: skip
        webhooks = WebhookParts(
            signatures=Signatures(office.secrets.twilio_auth_token, settings.base_url), tokens=tokens, calls=calls, control=office.control,
            book=CallerBook(office.ledger), transfers=transfers, metrics=figures, phrases=_spoken, clock=office.clock,
        )  # fmt: skip
        accounts = Accounts(office.engine, real_clock)
        await asyncio.to_thread(_demo, settings, office, accounts)
        to_phones = DeskTransfers(transfers, office.control, partial(_to_bot, office.ledger, webhooks))
        has_carrier = isinstance(office.control, TwilioControl)
        yield House(
            office=office, figures=figures, dialogue=dialogue, conversations=conversations, accounts=accounts, calls=calls,
            tokens=tokens, webhooks=webhooks, transfers=to_phones if has_carrier else None, voice=voice,
            persona=persona,
        )  # fmt: skip


async def _calls(
    office: Office, conversations: Conversations, voice: ClauseVoice, figures: Figures, opened: contextlib.AsyncExitStack
) -> LiveCalls:
    models = await asyncio.to_thread(prepare_speech_models, office.settings, lambda _: None)
    ears = await asyncio.to_thread(Ears.load, models)
    opened.callback(ears.close)
    disk = ThreadPoolExecutor(2, thread_name_prefix="recording")
    opened.callback(disk.shutdown)
    recordings = office.settings.state_dir / "recordings"
    parts = CallParts(
        voice=voice,
        control=office.control,
        phrases=_spoken,
        metrics=figures,
        clock=office.clock,
        keep_recording=lambda call_id, path: _keep_recording(office.ledger, call_id, path),
    )
    return LiveCalls(
        conversations=conversations, ears=ears, recorders=lambda call_id: WavRecorder(recordings / f"{call_id}.wav", disk), parts=parts
    )


async def _to_bot(ledger: Ledger, webhooks: WebhookParts, conversation_id: str) -> str:
    record = await asyncio.to_thread(ledger.conversation, conversation_id)
    if record is None:
        raise BadInput("there is no such call")
    party = Party(record.debtor_id, record.locale, record.number)
    return webhooks.to_bot(conversation_id, record.direction, party, resumed=True)


def _spoken(template: str, locale: Locale) -> str:
    return wording.say(template, locale)


def _keep_recording(ledger: Ledger, call_id: str, path: str) -> None:
    ledger.update_conversation(call_id, recording=path)


def _carrier(settings: Settings, secrets: Secrets) -> CallControl:
    if not (settings.twilio_account_sid and settings.twilio_from):
        return NoCarrier()
    return TwilioControl(
        account_sid=settings.twilio_account_sid,
        auth_token=secrets.twilio_auth_token,
        from_number=settings.twilio_from,
        public_url=settings.base_url,
        api_url=settings.twilio_api_url,
    )


def _demo(settings: Settings, office: Office, accounts: Accounts) -> None:
    if settings.env is not Env.DEMO:
        return
    # Never over a lender's own book; an older demo book gets fresh balances, or the gate would refuse everybody for stale ones.
    if settings.demo_book and (office.ledger.debtor(LAST_OF_DEMO_BOOK) or not office.ledger.all_debtors()):
        load_demo_book(office.ledger, office.clock())
    made = accounts.add_missing_demo()
    if made:
        write_private(settings.state_dir / "demo-accounts.txt", "".join(f"{email} {password}\n" for email, password in made.items()))
