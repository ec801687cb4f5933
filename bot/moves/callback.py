"""Another time: one question at most, then let go. A debtor who is busy is never kept."""

from datetime import datetime, time

from bot.commands import AddCallback, Command, OpenTicket, ScheduleTicket
from bot.lines import line
from bot.move import Outcome, Turn, close, reply
from bot.turns import Expects
from handoff.tickets import TicketReason


def busy(turn: Turn) -> Outcome:
    """Cannot talk now: when would be good? Where they said it already, that is it."""
    found = turn.understood
    said = found.dates or found.times or found.minutes_on or turn.state.expects is Expects.CALLBACK_TIME
    return _noted(turn) if said else _ask(turn)


def inform_callback(turn: Turn) -> Outcome:
    """A time to be called."""
    return _noted(turn)


def deny_callback_time(turn: Turn) -> Outcome:
    """No time suits: let go."""
    return (
        _noted(turn) if turn.understood.times else close(turn, line("callback_later"), disposition="callback_later", callback_offered=False)
    )


def _ask(turn: Turn) -> Outcome:
    return reply(turn, line("ask_callback"), expects=Expects.CALLBACK_TIME)


def _noted(turn: Turn) -> Outcome:
    facts, state, found = turn.facts, turn.state, turn.understood
    here = facts.now.astimezone(facts.zone)
    on = found.first_on or state.callback_on
    clock = found.times[0].at if found.times else time.fromisoformat(state.callback_clock) if state.callback_clock else None
    at: datetime | None = found.minutes_from(here)
    if at is None and clock is not None:
        at = found.at(here, on, clock)
    if at is None:
        return _missing(turn)
    first, last = time(facts.persona.first_call_hour), time(facts.persona.last_call_hour)
    if not first <= at.time() <= last or at <= here:
        day = at.date() if at > here else on
        hours = line("callback_hours", first=datetime.combine(at, first, at.tzinfo), last=datetime.combine(at, last, at.tzinfo))
        return reply(turn, hours, expects=Expects.CALLBACK_TIME, callback_on=day, callback_clock="")
    if facts.debtor is None:
        ask = OpenTicket(TicketReason.CALLBACK, live=False, summary=f"asks to be called on {at:%Y-%m-%d} at {at:%H:%M}, their time")
        return close(turn, line("callback_by_human"), disposition="callback", do=(ask,))
    do: tuple[Command, ...] = (AddCallback(at),)
    if state.live and state.ticket:
        do = (*do, ScheduleTicket(state.ticket, at))
    return close(turn, line("callback_noted", day=at.date(), at=at), disposition="callback", do=do, live=False, callback_offered=False)


def _missing(turn: Turn) -> Outcome:
    """A day without a time, or neither."""
    if turn.understood.first_on or turn.state.callback_on:
        on = turn.understood.first_on or turn.state.callback_on
        if turn.state.topic == "callback_clock":
            return close(turn, line("callback_later"), disposition="callback_later")
        return reply(turn, line("ask_callback_time"), expects=Expects.CALLBACK_TIME, topic="callback_clock", callback_on=on)
    if turn.state.expects is not Expects.CALLBACK_TIME:
        return _ask(turn)
    if turn.state.misses:
        return close(turn, line("callback_later"), disposition="callback_later")
    return reply(turn, line("ask_callback"), expects=Expects.CALLBACK_TIME, misses=1)
