"""Where a move is played: facts read, move chosen, commands committed in one transaction, human called, and only then words made."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from bot.commands import AddCallback, MarkUnverified, MarkVerified, OpenTicket, RaiseFlag, ScheduleTicket, StorePromise
from bot.facts import Facts
from bot.fence import fenced
from bot.gathering import gather
from bot.lines import Line
from bot.move import Outcome, Said, Turn
from bot.moves.courtesy import owed_in
from bot.moves.table import play
from bot.obligations import after_saying, saying_id, with_due
from bot.persona import Persona
from bot.phrases import Phrases, bundled
from bot.ports import Handoffs
from bot.state import DialogueState, dumps, loads
from bot.turns import Expects, KeypadSpec, Reply, Saying
from bot.wording import render
from handoff.tickets import HandoffRequest
from portfolio.ledger import Books, Ledger
from portfolio.records import ConversationRecord, Promise, PromiseState, RaisedFlag
from portfolio.words import Channel, Clock, Flag, Locale

log = structlog.get_logger(__name__)
NOTHING = Said()


@dataclass(frozen=True)
class Played:
    """A turn that is committed but not yet put into words."""

    record: ConversationRecord
    facts: Facts
    outcome: Outcome
    lines: tuple[Line, ...]
    locale: Locale


class Stage:
    """Plays moves of any conversation. Safe for many at once; two turns of one conversation must not overlap."""

    def __init__(
        self, ledger: Ledger, handoffs: Handoffs, clock: Clock, persona: Persona | None = None, phrases: Phrases | None = None
    ) -> None:
        self._ledger = ledger
        self._handoffs = handoffs
        self._clock = clock
        self._persona = persona or Persona()
        self._phrases = phrases or bundled()

    async def play(self, conversation_id: str, action: str, said: Said = NOTHING, now: datetime | None = None) -> Reply | None:
        """Play one action: what is to be said, committed before; None where this message was answered before."""
        played = await asyncio.to_thread(self._commit, conversation_id, action, said, now or self._clock())
        if played is None:
            return None
        ticket = await self._call_human(played)
        return self._reply(played, ticket)

    def _commit(self, conversation_id: str, action: str, said: Said, now: datetime) -> Played | None:
        with self._ledger.transaction() as tx:
            record = tx.conversation(conversation_id)
            if record is None:
                raise LookupError("no such conversation")
            facts, state = gather(tx, record, self._persona, now), loads(record.state)
            if said.key and said.key == state.key:
                return None
            facts, switched = _written_language(facts, said)
            turn = Turn(facts, replace(state, turn=state.turn + 1, key=said.key), said)
            outcome = play(action, turn)
            lines, outcome = _owed(turn, outcome) if switched else (outcome.lines, outcome)
            locale = outcome.locale or facts.locale
            lines = fenced(with_due(state, lines, outcome.ended, outcome.leaves), _verified(facts, outcome))
            after = after_saying(outcome.state, lines, outcome.leaves)
            after = replace(after, last=state.last if action == "action_silence" else outcome.lines)
            outcome = replace(outcome, state=after)
            self._execute(tx, record, facts, outcome)
            tx.update_conversation(
                record.id, state=dumps(after), expects=after.expects.value, locale=locale, disposition=after.disposition or None
            )
        return Played(record, facts, outcome, lines, locale)

    def _execute(self, tx: Books, record: ConversationRecord, facts: Facts, outcome: Outcome) -> None:
        debtor, now = facts.debtor, facts.now
        for command in outcome.commands:
            match command:
                case RaiseFlag(flag) if debtor:
                    number = record.number if flag is Flag.WRONG_NUMBER else None
                    tx.raise_flag(debtor.id, RaisedFlag(flag, now, "bot", record.id, number))
                    tx.event("flag_raised", now, conversation_id=record.id, debtor_id=debtor.id, flag=flag.value)
                case MarkVerified() if record.verified_at is None:
                    tx.update_conversation(record.id, verified_at=now)
                    tx.event("right_party_verified", now, conversation_id=record.id)
                case MarkUnverified():
                    tx.update_conversation(record.id, verified_at=None)
                case StorePromise(amount, due_on) if debtor and facts.account:
                    promise_id = f"{record.id}-{outcome.state.turn}"
                    tx.record_promise(Promise(promise_id, facts.account.id, debtor.id, amount, due_on, PromiseState.OPEN, now, record.id))
                    tx.event("promise_recorded", now, conversation_id=record.id, promise_id=promise_id)
                case AddCallback(at) if debtor:
                    tx.add_callback(debtor.id, at, record.id, Channel.VOICE)
                    tx.event("callback_agreed", now, conversation_id=record.id)

    async def _call_human(self, played: Played) -> str:
        """Opens the tickets that the move asked for; returns the id of the last one."""
        ticket_id = ""
        for command in played.outcome.commands:
            if isinstance(command, ScheduleTicket):
                await self._handoffs.schedule_callback(command.ticket, command.at)
            if isinstance(command, OpenTicket):
                debtor = played.facts.debtor
                request = HandoffRequest(
                    conversation_id=played.record.id,
                    debtor_id=debtor.id if debtor else None,
                    channel=played.record.channel,
                    locale=played.locale,
                    reason=command.reason,
                    verified=played.facts.verified,
                    summary=command.summary,
                    region=debtor.region if debtor else None,
                )
                ticket_id = (await self._handoffs.open(request)).id
                live = command.live or played.outcome.state.live
                state = replace(
                    played.outcome.state,
                    ticket=ticket_id,
                    live=live,
                    waiting_since=played.facts.now if live else None,
                    callback_offered=False,
                )
                await asyncio.to_thread(self._ledger.update_conversation, played.record.id, state=dumps(state))
        return ticket_id

    def _reply(self, played: Played, ticket: str) -> Reply:
        state, facts = played.outcome.state, played.facts
        says = tuple(
            self.saying(saying_id(state.turn, n), one, played.locale, facts.today, ticket or state.ticket)
            for n, one in enumerate(played.lines)
        )
        live = any(isinstance(c, OpenTicket) and c.live for c in played.outcome.commands)
        return Reply(
            says=says,
            expects=state.expects,
            locale=played.locale,
            ended=played.outcome.ended,
            verified=_verified(facts, played.outcome),
            held=live,
            ticket=ticket or None,
            keypad=_keypad(facts, state),
        )

    def saying(self, id: str, one: Line, locale: Locale, today: date, ticket: str = "") -> Saying:
        """The line in words. A complaint's number is its ticket's."""
        if one.template == "complaint":
            one = replace(one, values=(("number", ticket.replace("-", "")[:6].upper()),))
        text, voice = render(one, locale, today, self._phrases)
        return Saying(id, one.template, locale, text, voice, one.interruptible, one.required)


def _written_language(facts: Facts, said: Said) -> tuple[Facts, bool]:
    """In a chat the debtor's script says which language to answer in."""
    if said.written is None or facts.channel is not Channel.CHAT or said.written is facts.locale:
        return facts, False
    return replace(facts, locale=said.written), True


def _owed(turn: Turn, outcome: Outcome) -> tuple[tuple[Line, ...], Outcome]:
    due, noticed = owed_in(replace(turn, state=outcome.state))
    lines = outcome.lines if outcome.leaves or outcome.ended else (*due, *(one for one in outcome.lines if one not in due))
    return lines, replace(outcome, state=replace(outcome.state, noticed=noticed))


def _verified(facts: Facts, outcome: Outcome) -> bool:
    verified = facts.verified
    for command in outcome.commands:
        verified = True if isinstance(command, MarkVerified) else False if isinstance(command, MarkUnverified) else verified
    return verified


def _keypad(facts: Facts, state: DialogueState) -> KeypadSpec | None:
    if state.expects is not Expects.VERIFICATION:
        return None
    question = next((q for q in facts.questions if q not in state.secrets_passed), None)
    return KeypadSpec(facts.answer_length(question)) if question else None
