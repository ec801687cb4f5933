"""The first words: automated and recorded, then the person. A second start for the same call goes on where it was."""

from dataclasses import replace

from bot.lines import line
from bot.move import Outcome, Turn, reply
from bot.moves.asking import greeting, notice, question
from bot.moves.matter import begin
from bot.turns import Expects


def open_conversation(turn: Turn) -> Outcome:
    """Say who speaks, that it is a machine and recorded; then ask for the person, or how to help somebody whom we do not know."""
    facts = turn.facts
    noticed = replace(turn.state, opened=True, noticed=(*turn.state.noticed, notice(facts.locale)))
    opened = replace(turn, state=noticed)
    if facts.debtor is None:
        return reply(opened, greeting(facts), line("ask_help"), expects=Expects.OPEN, stranger=True)
    if facts.identified or facts.verified:
        return begin(opened, greeting(facts))
    return reply(opened, greeting(facts), line("ask_person", name=facts.name), expects=Expects.IDENTITY)


def resume_conversation(turn: Turn) -> Outcome:
    """The line is back: what is due is said again, then the open question."""
    if not turn.state.opened:
        return open_conversation(turn)
    return reply(turn, line("welcome_back"), *question(turn.facts, turn.state))
