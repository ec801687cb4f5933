"""Small talk, languages, noise, silence: answered in a word, then back to the open question."""

from dataclasses import replace

from bot.commands import Command, OpenTicket, RaiseFlag
from bot.lines import Line, line
from bot.move import Move, Outcome, Turn, close, reply
from bot.moves.asking import notice, question
from bot.moves.identity import missed
from bot.moves.matter import answer, disclosure
from bot.moves.offers import offered, propose
from bot.moves.promise import affirm_confirm
from bot.turns import Expects
from bot.understanding.yes import plain_yes
from handoff.tickets import TicketReason
from portfolio.words import Flag, Locale

SILENCES = 2


def repeat(turn: Turn) -> Outcome:
    """The last thing said, once more."""
    lines = turn.state.last or question(turn.facts, turn.state)
    return reply(turn, *lines)


def who_are_you(turn: Turn) -> Outcome:
    """Name and house."""
    return answer(turn, line("who_are_you", bot=turn.facts.bot_name, lender=turn.facts.lender))


def are_you_human(turn: Turn) -> Outcome:
    """Never denied; a person is offered."""
    return answer(turn, line("are_you_human"))


def ask_human(turn: Turn) -> Outcome:
    """A human, at once."""
    reason = TicketReason.UNKNOWN_CALLER if turn.facts.debtor is None else TicketReason.ASKED_HUMAN
    return reply(turn, line("connect_human"), do=(OpenTicket(reason, live=True, summary="asked for a human"),))


def greet(turn: Turn) -> Outcome:
    """A greeting back."""
    return answer(turn, line("greet"))


def thanks(turn: Turn) -> Outcome:
    """You're welcome; at the end it is goodbye."""
    if turn.state.expects is Expects.ANYTHING_ELSE:
        return goodbye(turn)
    return answer(turn, line("thanks"))


def hold_on(turn: Turn) -> Outcome:
    """Take your time; nothing is asked again."""
    return reply(turn, line("hold_on"))


def chitchat(turn: Turn) -> Outcome:
    """A kind word, then the question."""
    return answer(turn, line("chitchat"))


def bad_line(turn: Turn) -> Outcome:
    """Sorry, and once more."""
    return reply(turn, line("bad_line"), *question(turn.facts, turn.state))


def abuse(turn: Turn) -> Outcome:
    """One warning, then the end; it is not counted as a refusal."""
    if turn.state.warnings:
        return close(turn, line("abuse_close"), disposition="abuse")
    return reply(turn, line("abuse_warning"), *question(turn.facts, turn.state), warnings=1)


def goodbye(turn: Turn) -> Outcome:
    """Let them go at once."""
    return close(turn, line("goodbye"), disposition=turn.state.disposition or "goodbye")


def deny_anything_else(turn: Turn) -> Outcome:
    """Nothing more: goodbye."""
    return goodbye(turn)


def affirm_anything_else(turn: Turn) -> Outcome:
    """Something more; a bare "okay" after all is said is a goodbye."""
    return reply(turn, line("what_else"), expects=Expects.OPEN)


def object_recording(turn: Turn) -> Outcome:
    """No recording: a human, unrecorded."""
    ticket = OpenTicket(TicketReason.ASKED_HUMAN, live=True, summary="objects to recording")
    return reply(turn, line("object_recording"), do=(RaiseFlag(Flag.REFUSES_RECORDING), ticket))


def data_rights(turn: Turn) -> Outcome:
    """Access, correction, deletion: noted, answered in writing by a human."""
    do: tuple[Command, ...] = (OpenTicket(TicketReason.DATA_RIGHTS, live=False, summary="asks about their data"),)
    return reply(turn, line("data_rights"), *question(turn.facts, turn.state), do=do)


def refuse_automated(turn: Turn) -> Outcome:
    """No decision by a machine alone (PIPL 24)."""
    return reply(
        turn, line("refuse_automated"), do=(OpenTicket(TicketReason.ASKED_HUMAN, live=True, summary="refuses an automated decision"),)
    )


def switch_to(locale: Locale) -> Move:
    """The move that goes on in this language."""

    def move(turn: Turn) -> Outcome:
        return replace(switched(replace(turn, facts=replace(turn.facts, locale=locale)), line("speak_this")), locale=locale)

    return move


def owed_in(turn: Turn) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """What must be said again in the turn's language: the notice, the disclosure if the matter was opened; and the languages noticed."""
    facts, state = turn.facts, turn.state
    due: list[Line] = []
    if notice(facts.locale) not in state.noticed:
        due.append(line("notice_again"))
    if facts.verified and state.reason_told and not state.paused:
        required = disclosure(turn)
        if (required.template, facts.locale.value) not in state.disclosed:
            due.append(required)
    return tuple(due), (*state.noticed, notice(facts.locale)) if notice(facts.locale) not in state.noticed else state.noticed


def switched(turn: Turn, *before: Line) -> Outcome:
    """Go on in the turn's language; what is due is said again in it, then the open question."""
    due, noticed = owed_in(turn)
    state = replace(turn.state, noticed=noticed, readback_heard=False)
    return reply(turn, *before, *due, *question(turn.facts, state), noticed=noticed, readback_heard=False, due=())


def not_understood(turn: Turn) -> Outcome:
    """No intent was sure. A value that answers the open question is taken all the same; else once again, then a human."""
    state = turn.state
    if turn.facts.verified and state.expects in (Expects.WILLINGNESS, Expects.AMOUNT, Expects.DATE, Expects.CONFIRM):
        one = offered(turn)
        if not one.is_empty:
            return propose(turn, one)
        if state.expects is Expects.CONFIRM and plain_yes(turn.said.text):
            return affirm_confirm(turn)
    return missed(turn, line("not_understood"))


def out_of_scope(turn: Turn) -> Outcome:
    """Not ours to help with; a value that answers the open question is taken all the same."""
    if turn.facts.verified and not offered(turn).is_empty and turn.state.expects in (Expects.AMOUNT, Expects.DATE, Expects.CONFIRM):
        return propose(turn, offered(turn))
    return missed(turn, line("out_of_scope"))


def silence(turn: Turn) -> Outcome:
    """Nothing heard: asked twice, then a courteous close."""
    count = turn.said.count or turn.state.silences + 1
    if count > SILENCES:
        return close(turn, line("silence_close"), disposition=turn.state.disposition or "silence")
    outcome = reply(turn, line("still_there"), *question(turn.facts, turn.state), misses=turn.state.misses)
    return replace(outcome, state=replace(outcome.state, silences=count))


def technical(turn: Turn) -> Outcome:
    """A part is away: say so, and a human takes over."""
    ticket = OpenTicket(TicketReason.BOT_UNAVAILABLE, live=True, summary="the dialogue engine was away")
    return replace(reply(turn, line("sorry_technical_human"), do=(ticket,)), leaves=True)
